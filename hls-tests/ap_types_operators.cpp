// Result types, values of all operators, conversions and bit access, judged against plain integers.
// Prints the number of comparisons and `0 mismatches`; exits 1 otherwise.
#include <cstdio>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "ap_fixed.h"
#include "ap_int.h"
#include "hls_math.h"
#include "hls_stream.h"

namespace {

long comparisons = 0, mismatches = 0;

template <class T>
void expect(const T &got, const T &want, const std::string &what) {
  ++comparisons;
  if (got == want) return;
  if (++mismatches <= 20) std::cout << what << ": got " << got << ", want " << want << "\n";
}

int larger(int a, int b) { return a > b ? a : b; }

template <class T>
void expect_type(int W, int I, bool S, const std::string &what) {
  expect(T::width, W, "W of " + what);
  expect(T::iwidth, I, "I of " + what);
  expect(bool(T::is_signed), S, "sign of " + what);
}

template <class A, class B>
void check_types() {
  const int Wa = A::width, Ia = A::iwidth, Wb = B::width, Ib = B::iwidth, Fa = Wa - Ia, Fb = Wb - Ib;
  const bool Sa = A::is_signed, Sb = B::is_signed;
  const int I = larger(Ia + (Sb && !Sa), Ib + (Sa && !Sb)), F = larger(Fa, Fb);
  expect_type<decltype(A() * B())>(Wa + Wb, Ia + Ib, Sa || Sb, "a * b");
  expect_type<decltype(A() + B())>(I + 1 + F, I + 1, Sa || Sb, "a + b");
  expect_type<decltype(A() - B())>(I + 1 + F, I + 1, true, "a - b");
  expect_type<decltype(A() & B())>(I + F, I, Sa || Sb, "a & b");
  expect_type<decltype(A() / B())>(Wa + Sb + larger(Fb, 0), Ia + Sb + Fb, Sa || Sb, "a / b");
  expect_type<decltype(-A())>(Wa + 1, Ia + 1, true, "-a");
  expect_type<decltype(~A())>(Wa, Ia, Sa, "~a");
  expect_type<decltype(A() << 1)>(Wa, Ia, Sa, "a << 1");
}

/// All pairs of raw values; the numbers are small enough for double to be exact.
template <class A, class B>
void check_values() {
  check_types<A, B>();
  const bool Sa = A::is_signed, Sb = B::is_signed;
  const int F = larger(A::width - A::iwidth, B::width - B::iwidth), Fb = B::width - B::iwidth;
  for (int i = 0; i < 1 << A::width; ++i) {
    const int va = Sa ? i - (1 << (A::width - 1)) : i;
    const A a = A::from_raw(va);
    const double x = a.to_double();
    expect((-a).to_double(), -x, "-a");
    expect(int((~a).V), Sa ? -1 - va : (1 << A::width) - 1 - va, "~a");
    expect(!a, va == 0, "!a");
    for (int j = 0; j < 1 << B::width; ++j) {
      const int vb = Sb ? j - (1 << (B::width - 1)) : j;
      const B b = B::from_raw(vb);
      const double y = b.to_double();
      const std::string at = " at " + std::to_string(x) + ", " + std::to_string(y);
      expect((a * b).to_double(), x * y, "a * b" + at);
      expect((a + b).to_double(), x + y, "a + b" + at);
      expect((a - b).to_double(), x - y, "a - b" + at);
      expect((a < b) + 2 * (a <= b) + 4 * (a == b) + 8 * (a != b) + 16 * (a >= b) + 32 * (a > b),
             (x < y) + 2 * (x <= y) + 4 * (x == y) + 8 * (x != y) + 16 * (x >= y) + 32 * (x > y), "compare" + at);
      expect((a < y) + 2 * (x <= b) + 4 * (a == y), (x < y) + 2 * (x <= y) + 4 * (x == y), "compare double" + at);
      if (vb != 0) expect(int((a / b).V), va * (1 << larger(Fb, 0)) / vb, "a / b" + at);
      // The grid of the finer operand turns both into integers whose bits can be combined.
      const double grid = double(1LL << (F + 8)) / 256;
      const long long ga = (long long)(x * grid), gb = (long long)(y * grid);
      expect((a & b).to_double() * grid, double(ga & gb), "a & b" + at);
      expect((a | b).to_double() * grid, double(ga | gb), "a | b" + at);
      expect((a ^ b).to_double() * grid, double(ga ^ gb), "a ^ b" + at);
    }
  }
}

void check_mixed_with_c() {
  const ap_fixed<8, 4> x = -2.75;
  expect_type<decltype(x + 1)>(37, 33, true, "ap_fixed<8,4> + int");
  expect_type<decltype(2u * x)>(40, 36, true, "unsigned * ap_fixed<8,4>");
  expect_type<decltype(x * true)>(9, 5, true, "ap_fixed<8,4> * bool");
  expect_type<decltype(ap_int<5>() - ap_uint<9>())>(11, 11, true, "ap_int<5> - ap_uint<9>");
  expect_type<decltype(ap_int<9>() % ap_uint<5>())>(6, 6, true, "ap_int<9> % ap_uint<5>");
  expect((x + 1).to_double(), -1.75, "x + 1");
  expect((3 - x).to_double(), 5.75, "3 - x");
  expect((x * ap_uint<3>(5)).to_double(), -13.75, "x * ap_uint");
  expect((x / 2).to_double(), -1.375, "x / 2");
  expect((ap_int<9>(-7) % 4).to_int(), -3, "-7 % 4");
  expect(x < 0 && -3 < x && x != 1 && x == -2.75 && x >= -2.75f, true, "compare with C numbers");
  const int table[4] = {10, 11, 12, 13};
  expect(table[ap_uint<2>(3)], 13, "ap_uint as index");
}

void check_conversions() {
  expect(ap_fixed<8, 4>(-2.75).to_int(), -2, "to_int truncates toward zero");
  expect(ap_fixed<8, 0>(-0.25).to_int(), 0, "to_int with I = 0");
  expect(ap_fixed<8, -2>(-0.1).to_int64() == 0, true, "to_int64 with I < 0");
  expect(ap_fixed<8, 12>(-1000).to_int(), -1008, "to_int with I > W");
  expect(int(ap_int<4>(ap_fixed<8, 4>(-2.75))), -2, "ap_int of ap_fixed truncates toward zero");
  expect(ap_fixed<4, 4>(ap_fixed<8, 4>(-2.75)).to_int(), -3, "ap_fixed of ap_fixed floors");
  expect(int(ap_int<8>(-0.25)), 0, "ap_int of double truncates toward zero");
  expect((long long)(ap_uint<64>(-1)) == -1 && ap_uint<64>(-1).to_double() == 18446744073709551616.0, true, "uint64");
  for (int i = 0; i < 4000; ++i) {
    // 40 bits around the ties of a 24-bit significand: double holds them, so one cast rounds as float should.
    const long long v = ((1LL << 39) - 1 - (i % 64) * 4099) * (i % 2 ? -1 : 1) >> i / 200;
    const auto x = ap_fixed<41, 11>::from_raw(v);
    expect(x.to_float(), float(double(v) / double(1 << 30)), "to_float");
    expect((ap_fixed<170, 140>(x) * ap_fixed<8, 8>(1)).to_float(), x.to_float(), "to_float of a wide number");
    expect(ap_fixed<170, 140>(x).to_double(), x.to_double(), "to_double of a wide number");
  }
  std::ostringstream text;
  text << ap_fixed<8, 4>(-2.75) << ' ' << ap_uint<130>(1) * ap_uint<64>(-1) << ' ' << ap_int<8>(-128);
  expect(text.str(), std::string("-2.75 18446744073709551615 -128"), "printing");
}

void check_assignment_and_bits() {
  ap_fixed<8, 4, AP_RND, AP_SAT> x = 7;
  x += 1.5 > 1 ? ap_fixed<8, 4>(1.5) : ap_fixed<8, 4>(0);
  expect(x.to_double(), 7.9375, "+= saturates");
  x -= 10;
  expect(x.to_double(), -2.0625, "-=");
  x *= x;
  expect(x.to_double(), 4.25, "*= rounds");
  x /= 3;
  expect(x.to_double(), 1.375, "/= truncates at the last bit of the dividend");
  expect((x++).to_double() + (--x).to_double(), 2.75, "++ and --");
  expect((x << 3).to_double(), -5.0, "<< drops bits");
  expect((x >> 2).to_double(), 0.3125, ">> floors");
  expect((x << -2) == (x >> 2) && (x >> 9).is_zero() && (-x >> 20).to_double() == -0.0625, true, "odd shift counts");
  const ap_fixed<8, 4> y = -0.5;
  expect(y[7] && y[3] && !y[2], true, "bit read");
  expect(y.range(7, 4).to_int() + y.range().to_int() + y(3, 2).to_int(), 15 + 248 + 2, "range read");
  x[7] = true;
  expect(x.to_double(), 1.375 - 8, "bit write");
  x.range(7, 4) = 2;
  expect(x.to_double(), 2.375, "range write");
  x.range() = y.range();
  expect(x.to_double(), -0.5, "whole range copy");
  ap_uint<100> wide = 1;
  wide <<= 90;
  wide(3, 0) = ap_uint<4>(9);
  expect((wide >> 88).to_int() + wide.range(3, 0).to_int(), 13, "wide bits");
  const ap_fixed<8, 4> z = 0.25;
  expect(hls::abs(y).to_double() + hls::max(y, z).to_double() + hls::min(y, z).to_double(), 0.25, "hls math");
}

void check_stream() {
  hls::stream<ap_int<4>, 8> s("numbers");
  s.write(3);
  s << ap_int<4>(-4);
  ap_int<4> head = 0;
  s >> head;
  expect(int(head) == 3 && s.size() == 1 && !s.empty() && int(s.read()) == -4 && s.empty() && !s.full(), true, "stream");
  try {
    s.read();
    expect(true, false, "reading an empty stream succeeds");
  } catch (const std::logic_error &e) {
    expect(std::string(e.what()).find("'numbers'") != std::string::npos, true, "empty read names the stream");
  }
}

static const ap_fixed<8, 4> constants[3] = {0.40625, -1.5, 2};
constexpr ap_fixed<150, 75> wide_constant = ap_fixed<150, 75>(-1.5) * 3;
static_assert(wide_constant.to_double() == -4.5, "wide arithmetic is constexpr");

}  // namespace

int main() {
  check_values<ap_fixed<6, 3>, ap_fixed<5, -1>>();
  check_values<ap_fixed<6, 8>, ap_ufixed<5, 2>>();
  check_values<ap_ufixed<6, 2>, ap_fixed<5, 7>>();
  check_values<ap_ufixed<6, 0>, ap_ufixed<5, 5>>();
  check_values<ap_int<6>, ap_uint<5>>();
  check_values<ap_int<6>, ap_fixed<4, 1>>();
  check_values<ap_ufixed<6, 7>, ap_int<4>>();
  check_mixed_with_c();
  check_conversions();
  check_assignment_and_bits();
  check_stream();
  expect(constants[0].to_double() + constants[1].to_double() + constants[2].to_double(), 0.875, "constants");
  std::printf("%ld comparisons, %ld mismatches\n", comparisons, mismatches);
  return mismatches != 0;
}
