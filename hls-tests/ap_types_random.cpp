// Prints raw bits of a fixed sequence of random operations over random types (1 to 200 bits, I < 0 and I > W included).
// It uses only what AMD's headers offer too: compiled with either set, it must print the same text.
// -DBXC_SEED=n picks another sequence, -DBXC_TYPES=n the number of type pairs.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <type_traits>
#include <utility>

#include "ap_fixed.h"
#include "ap_int.h"

#ifndef BXC_SEED
#define BXC_SEED 1
#endif
#ifndef BXC_TYPES
#define BXC_TYPES 24
#endif

namespace {

constexpr uint64_t mix(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ x >> 27) * 0x94d049bb133111ebull;
  return x ^ x >> 31;
}

constexpr int pick(int pair, int which, int choices) {
  return int(mix(mix(BXC_SEED * 1000003ull + pair) + which) % uint64_t(choices));
}

/// Most types narrow, some beyond 64 and 128 bits.
constexpr int pick_width(int pair, int which) {
  return 1 + pick(pair, which, pick(pair, which + 1, 3) == 0 ? 200 : pick(pair, which + 1, 3) == 1 ? 70 : 24);
}

template <bool S, int W, int I, ap_q_mode Q, ap_o_mode O, int N>
using fixed = typename std::conditional<S, ap_fixed<W, I, Q, O, N>, ap_ufixed<W, I, Q, O, N>>::type;

template <int P, int K>
struct random_type {
  static constexpr bool is_signed = pick(P, K + 2, 3) != 0;
  static constexpr int W = pick_width(P, K);
  static constexpr int I = pick(P, K + 3, 4) == 0 ? pick(P, K + 4, W + 40) - 20 : pick(P, K + 4, W + 1);
  static constexpr ap_q_mode Q = ap_q_mode(pick(P, K + 5, 7));
  static constexpr int mode = pick(P, K + 6, is_signed ? 5 : 4);
  // A signed 1-bit type of AP_WRAP with N = 1 and the like are legal; N beyond W is not.
  static constexpr int N = mode >= 3 ? pick(P, K + 7, W < 4 ? W + 1 : 4) : 0;
  using type = fixed<is_signed, W, I, Q, ap_o_mode(mode), N>;
};

uint64_t state = BXC_SEED;
uint64_t next() { return mix(state += 0x9e3779b97f4a7c15ull); }

template <class T>
constexpr int integer_bits(decltype(T::iwidth) *) {
  return T::iwidth;
}
template <class T>
constexpr int integer_bits(...) {
  return T::width;
}

template <class T>
void print_bits(const char *what, T x) {
  std::printf(" %s<%d,%d>", what, T::width, integer_bits<T>(nullptr));
  for (int lo = (T::width - 1) / 64 * 64; lo >= 0; lo -= 64) {
    const int hi = lo + 63 < T::width ? lo + 63 : T::width - 1;
    std::printf("%s%llx", lo == (T::width - 1) / 64 * 64 ? ":" : ".", (unsigned long long)x.range(hi, lo).to_uint64());
  }
}

/// Random bits, often an extreme or a few low bits, where ties and overflow live.
template <class T>
T random_value() {
  T x = 0;
  const uint64_t style = next() % 6;
  for (int lo = 0; lo < T::width; lo += 64) {
    const int hi = lo + 63 < T::width ? lo + 63 : T::width - 1;
    const uint64_t noise = lo == 0 && style < 3 ? next() % 5 : 0;
    const uint64_t limb = style == 0 ? noise : style == 1 ? ~noise : style == 2 ? noise << 3 : next();
    x.range(hi, lo) = (unsigned long long)limb;
  }
  if (style == 2) x.range(T::width - 1, T::width - 1) = 1;
  return x;
}

double random_double(int bits_of_integer) {
  const double fraction = double(int64_t(next()) >> next() % 40) / 9223372036854775808.0;
  return std::ldexp(fraction, bits_of_integer + int(next() % 12) - 4);
}

template <class T>
void print_conversions(const T &x) {
  if (T::iwidth <= T::width + 60 && T::iwidth > 0)
    std::printf(" int:%d long:%lld", x.to_int(), (long long)x.to_int64());
  const double d = x.to_double();
  const float f = x.to_float();
  uint64_t double_bits = 0;
  uint32_t float_bits = 0;
  std::memcpy(&double_bits, &d, 8);
  std::memcpy(&float_bits, &f, 4);
  std::printf(" double:%llx", (unsigned long long)double_bits);
  if (std::fabs(d) > 1e-37 && std::fabs(d) < 1e37) std::printf(" float:%x", float_bits);
}

template <class A, class B>
void print_operations(const A &a, const B &b) {
  print_bits("a*b", decltype(a * b)(a * b));
  print_bits("a+b", decltype(a + b)(a + b));
  print_bits("a-b", decltype(a - b)(a - b));
  print_bits("-a", decltype(-a)(-a));
  print_bits("~a", decltype(~a)(~a));
  // Two places where AMD's host headers leave the documented value, so that only ours could pass: their long division
  // (beyond 64 bits) loses digits now and then, and they compare a signed with an unsigned number as unsigned.
  if (decltype(a / b)::width <= 60 && B::width <= 60 && !(b == 0)) print_bits("a/b", decltype(a / b)(a / b));
  const bool a_signed = A(~A(0)) < A(0), b_signed = B(~B(0)) < B(0);
  if (a_signed == b_signed)
    std::printf(" compare:%d%d%d%d%d%d", a < b, a <= b, a == b, a != b, a >= b, a > b);
  print_bits("a&b", decltype(a & b)(a & b));
  print_bits("a|b", decltype(a | b)(a | b));
  print_bits("a^b", decltype(a ^ b)(a ^ b));
  const int n = int(next() % 9);
  print_bits("<<", A(a << n));
  print_bits(">>", A(a >> n));
  print_bits("a+int", decltype(a + 1)(a + n));
  print_bits("a*uint", decltype(a * 1u)(a * unsigned(n)));
  std::printf(" a>int:%d", a > (a_signed ? n - 4 : n));
}

template <class A, class B>
void print_compound(const A &a, const B &b) {
  A sum = a;
  sum += b;
  print_bits("+=", sum);
  sum *= b;
  print_bits("*=", sum);
  print_bits("++", A(++sum));
}

template <int P>
void run_pair() {
  using A = typename random_type<P, 100>::type;
  using B = typename random_type<P, 200>::type;
  for (int i = 0; i < 60; ++i) {
    const A a = random_value<A>();
    const B b = random_value<B>();
    std::printf("%d.%d", P, i);
    print_bits("a", a);
    print_bits("b", b);
    print_bits("a(b)", A(b));
    print_bits("b(a)", B(a));
    print_bits("a(double)", A(random_double(A::iwidth)));
    print_bits("a(float)", A(float(random_double(A::iwidth))));
    print_bits("a(int)", A(int(next() >> (32 + next() % 32))));
    print_bits("a(long)", A((long long)(next() >> next() % 64)));
    // AMD's conversion of a negative number with I <= 0 to an integer yields -1 instead of 0; the added 1 gives it I > 0.
    print_bits("int(a)", ap_int<23>(a + 1));
    print_bits("uint(a)", ap_uint<77>(a + 1));
    print_operations(a, b);
    print_operations(ap_int<31>(a + 1), ap_int<45>(b - 1));
    print_operations(ap_uint<9>(a + 1), b);
    print_compound(a, b);
    print_compound(ap_int<31>(a + 1), ap_int<45>(b - 1));
    print_conversions(a);
    std::printf("\n");
  }
}

template <int... P>
void run(std::integer_sequence<int, P...>) {
  const int done[] = {(run_pair<P>(), 0)...};
  (void)done;
}

}  // namespace

int main() { run(std::make_integer_sequence<int, BXC_TYPES>()); }
