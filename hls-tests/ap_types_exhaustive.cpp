// Every 8-bit source value through every small target type, judged against the rules stated again on plain integers.
// Prints the number of comparisons and `0 mismatches`; exits 1 otherwise.
#include <cstdio>
#include <limits>
#include <type_traits>
#include <utility>

#include "ap_fixed.h"

namespace {

long comparisons = 0, mismatches = 0;

void expect(long long got, long long want, const char *what, long long input) {
  ++comparisons;
  if (got == want) return;
  if (++mismatches <= 20) std::printf("%s of %lld: got %lld, want %lld\n", what, input, got, want);
}


struct format {
  int W, F;
  bool S;
  ap_q_mode Q;
  ap_o_mode O;
  int N;
};

long long power(int n) { return 1LL << n; }

long long floor_div(long long v, long long by) { return v >= 0 ? v / by : -((-v + by - 1) / by); }

/// 1 if rounding v = q * 2^d + r goes up to q + 1.
int rounds_up(ap_q_mode Q, long long v, long long q, long long r, long long h) {
  switch (Q) {
    case AP_RND: return r >= h;
    case AP_RND_ZERO: return r > h || (r == h && v < 0);
    case AP_RND_MIN_INF: return r > h;
    case AP_RND_INF: return r > h || (r == h && v >= 0);
    case AP_RND_CONV: return r > h || (r == h && q % 2 != 0);
    case AP_TRN: return 0;
    case AP_TRN_ZERO: return r != 0 && v < 0;
  }
  return -1;
}

/// The W bits of a number as an array, so that the wrap rules can be written bit by bit.
struct pattern {
  bool bit[64];

  pattern(long long v) {
    for (int i = 0; i < 64; ++i) bit[i] = v >> i & 1;
  }
  long long value(int W, bool S) const {
    long long v = 0;
    for (int i = 0; i < W; ++i) v += bit[i] ? (S && i == W - 1 ? -power(i) : power(i)) : 0;
    return v;
  }
  void invert(int W) {
    for (int i = 0; i < W; ++i) bit[i] = !bit[i];
  }
};

/// AP_WRAP and AP_WRAP_SM of an out-of-range y whose quotient before the carry was q.
long long wrapped(long long y, long long q, const format &t) {
  pattern p(y);
  const bool sign = y < 0;
  const int msb = t.W - 1;
  if (t.O == AP_WRAP && t.N > 0) {
    for (int i = t.W - t.N; i < t.W; ++i) p.bit[i] = t.S ? (i == msb ? sign : !sign) : true;
  } else if (t.O == AP_WRAP_SM && t.N == 0) {
    const bool deleted = pattern(q).bit[t.W];
    if (deleted != p.bit[msb]) p.invert(t.W);
    p.bit[msb] = deleted;
  } else if (t.O == AP_WRAP_SM) {
    if (t.N == 1 ? sign != p.bit[msb] : p.bit[t.W - t.N] == sign) p.invert(t.W);
    for (int i = t.W - t.N; i < msb; ++i) p.bit[i] = !sign;
    p.bit[msb] = sign;
  }
  return p.value(t.W, t.S);
}

/// Raw value that v * 2^-source_f becomes in format t.
long long assigned(long long v, int source_f, const format &t) {
  const int d = source_f - t.F;
  const long long q = d > 0 ? floor_div(v, power(d)) : v * power(-d);
  const long long y = d > 0 ? q + rounds_up(t.Q, v, q, v - q * power(d), power(d - 1)) : q;
  const long long hi = power(t.S ? t.W - 1 : t.W) - 1;
  const long long lo = t.S ? -power(t.W - 1) : 0;
  // AMD's headers leave the one negative value of a signed 1-bit type alone under AP_SAT_SYM.
  if (t.O == AP_SAT_SYM && t.S && t.W > 1 && y == lo) return -hi;
  if (y >= lo && y <= hi) return y;
  switch (t.O) {
    case AP_SAT: return y > hi ? hi : lo;
    case AP_SAT_ZERO: return 0;
    case AP_SAT_SYM: return y > hi ? hi : t.S && t.W > 1 ? -hi : lo;
    case AP_WRAP:
    case AP_WRAP_SM: return wrapped(y, q, t);
  }
  return 0;
}

template <bool S, int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
using fixed = typename std::conditional<S, ap_fixed<W, I, Q, O, N>, ap_ufixed<W, I, Q, O, N>>::type;

constexpr int source_f = 4;
long types = 0;

template <class Target>
void check_target(const format &t) {
  ++types;
  for (int bits = 0; bits < 256; ++bits) {
    const auto s = ap_fixed<8, 8 - source_f>::from_raw(bits - 128);
    const auto u = ap_ufixed<8, 8 - source_f>::from_raw(bits);
    expect((long long)Target(s).V, assigned(bits - 128, source_f, t), "signed source", bits - 128);
    expect((long long)Target(u).V, assigned(bits, source_f, t), "unsigned source", bits);
    expect((long long)Target((bits - 128) / 16.0).V, assigned(bits - 128, source_f, t), "double", bits - 128);
    expect((long long)Target(bits - 128).V, assigned((bits - 128LL) * 16, source_f, t), "int", bits - 128);
  }
  if (t.N > 0) return;
  // An infinity is far outside every range: saturating types clamp it, wrapping ones keep no bit of it.
  const bool clamps = t.O == AP_SAT || t.O == AP_SAT_SYM;
  const double infinity = std::numeric_limits<double>::infinity();
  expect((long long)Target(infinity).V, clamps ? assigned(1 << 20, 0, t) : 0, "infinity", t.W);
  expect((long long)Target(-infinity).V, clamps ? assigned(-(1 << 20), 0, t) : 0, "-infinity", t.W);
}

template <int W, int F, bool S, ap_o_mode O, int N, int... Q>
void check_roundings(std::integer_sequence<int, Q...>) {
  const int done[] = {(check_target<fixed<S, W, W - F, ap_q_mode(Q), O, N>>({W, F, S, ap_q_mode(Q), O, N}), 0)...};
  (void)done;
}

template <int W, int F, bool S, ap_o_mode O, int N, bool Legal = N <= W && (S || O != AP_WRAP_SM)>
struct check_overflow {
  static void run() { check_roundings<W, F, S, O, N>(std::make_integer_sequence<int, 7>()); }
};
template <int W, int F, bool S, ap_o_mode O, int N>
struct check_overflow<W, F, S, O, N, false> {
  static void run() {}
};

template <int W, int F, bool S>
void check_modes() {
  check_overflow<W, F, S, AP_SAT, 0>::run();
  check_overflow<W, F, S, AP_SAT_ZERO, 0>::run();
  check_overflow<W, F, S, AP_SAT_SYM, 0>::run();
  check_overflow<W, F, S, AP_WRAP, 0>::run();
  check_overflow<W, F, S, AP_WRAP, 1>::run();
  check_overflow<W, F, S, AP_WRAP, 2>::run();
  check_overflow<W, F, S, AP_WRAP, 3>::run();
  check_overflow<W, F, S, AP_WRAP_SM, 0>::run();
  check_overflow<W, F, S, AP_WRAP_SM, 1>::run();
  check_overflow<W, F, S, AP_WRAP_SM, 2>::run();
  check_overflow<W, F, S, AP_WRAP_SM, 3>::run();
}

}  // namespace

int main() {
  // Three bits rounded away.
  check_modes<1, 1, true>();
  check_modes<3, 1, true>();
  check_modes<4, 1, true>();
  check_modes<5, 1, true>();
  check_modes<1, 1, false>();
  check_modes<3, 1, false>();
  check_modes<4, 1, false>();
  check_modes<5, 1, false>();
  // Rounding beyond the binary point (I > W), and a left shift that overflows (I < 0).
  check_modes<4, -2, true>();
  check_modes<4, -2, false>();
  check_modes<4, 6, true>();
  check_modes<4, 6, false>();
  std::printf("%ld target types, %ld comparisons, %ld mismatches\n", types, comparisons, mismatches);
  return mismatches != 0;
}
