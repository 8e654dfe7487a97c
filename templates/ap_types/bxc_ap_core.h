// Quantisation and overflow of AMD's arbitrary precision types as integer formulas (UG1399, "Arbitrary Precision Fixed-
// Point Data Types": quantization modes, overflow modes). Each formula exists once and serves every width.
#ifndef BXC_AP_CORE_H
#define BXC_AP_CORE_H

#include "bxc_ap_wide.h"

/// What happens to bits below the LSB. "Half" names where a tie goes.
enum ap_q_mode {
  AP_RND,          // half toward +infinity
  AP_RND_ZERO,     // half toward zero
  AP_RND_MIN_INF,  // half toward -infinity
  AP_RND_INF,      // half away from zero
  AP_RND_CONV,     // half to even
  AP_TRN,          // floor
  AP_TRN_ZERO      // toward zero
};

/// What happens to values outside the range of the type.
enum ap_o_mode {
  AP_SAT,       // to the nearest end of the range
  AP_SAT_ZERO,  // to zero
  AP_SAT_SYM,   // to the nearest end of the symmetric range
  AP_WRAP,      // modulo 2^W, the top N bits saturated
  AP_WRAP_SM    // sign-magnitude wrap, the top N bits saturated
};

namespace bxc_ap {

// Not `max` and `min`: argument-dependent lookup would offer those to every user of ap types.
constexpr int larger(int a, int b) { return a > b ? a : b; }
constexpr int smaller(int a, int b) { return a < b ? a : b; }

/// 2^n as a double, exact for |n| <= 1022.
constexpr double pow2(int n) {
  double p = 1;
  for (; n > 0; --n) p *= 2;
  for (; n < 0; ++n) p *= 0.5;
  return p;
}

template <int F>
struct lsb {
  static_assert(F >= -1000 && F <= 1000, "ap_fixed: conversion to or from double needs |W - I| <= 1000");
  static constexpr double value = pow2(-F);
  static constexpr double inverse = pow2(F);
};

/// v / 2^d rounded to an integer by mode Q, as floor((v + bias) / 2^d). Requires d >= 1 and room for v + 2^d in T.
template <ap_q_mode Q, class T>
constexpr T quantize(const T &v, int d) {
  if (Q == AP_TRN) return v >> d;
  const T one(1), zero(0);
  const bool negative = v < zero;
  if (Q == AP_TRN_ZERO) return (negative ? v + (shl(one, d) - one) : v) >> d;
  // One less than half keeps a tie below the next integer; the mode decides when the tie moves up.
  const T below_half = shl(one, d - 1) - one;
  const bool tie_up = Q == AP_RND || (Q == AP_RND_ZERO && negative) || (Q == AP_RND_INF && !negative) ||
                      (Q == AP_RND_CONV && ((v >> d) & one) == one);
  return (v + below_half + (tie_up ? one : zero)) >> d;
}

/// v modulo 2^W, read as a signed (two's complement) or unsigned number of W bits.
template <int W, bool S, class T>
constexpr T wrap(const T &v) {
  constexpr int spare = 8 * int(sizeof(T)) - W;
  return S ? shl(v, spare) >> spare : v & ~shl(T(-1), W);
}

/// Ends of the range of a W-bit type; T needs W + 1 bits.
template <int W, bool S, class T>
constexpr T highest() {
  return shl(T(1), W - S) - T(1);
}
template <int W, bool S, class T>
constexpr T lowest() {
  return S ? T(-1) - highest<W, S, T>() : T(0);
}
template <int W, bool S, class T>
constexpr bool in_range(const T &y) {
  return !(y < lowest<W, S, T>()) && !(highest<W, S, T>() < y);
}

/// y with its top N bits saturated: the sign kept, the others its complement; all ones if unsigned.
template <int W, bool S, int N, class T>
constexpr T saturate_top(const T &y) {
  const T ones(-1);
  const T low = y & ~shl(ones, W - N);
  if (!S) return low | wrap<W, false>(shl(ones, W - N));
  return y < T(0) ? low | shl(ones, W - 1) : low | (shl(ones, W - N) & ~shl(ones, W - 1));
}

/// Brings y into the range of a W-bit type; `floor` is y before the rounding carry. T needs W + 2 bits, or W for plain
/// AP_WRAP. One specialisation per rule, so that a type compiles only its own.
template <int W, bool S, ap_o_mode O, int N>
struct overflow {
  template <class T>
  static constexpr T apply(const T &y, const T &) {
    // A signed 1-bit type has no symmetric range: there AMD's AP_SAT_SYM keeps -1, so it equals AP_SAT.
    constexpr bool symmetric = O == AP_SAT_SYM && S && W > 1;
    const T low = symmetric ? -highest<W, S, T>() : lowest<W, S, T>(), high = highest<W, S, T>();
    if (O == AP_SAT_ZERO) return in_range<W, S>(y) ? y : T(0);
    return y < low ? low : high < y ? high : y;
  }
};

template <int W, bool S>
struct overflow<W, S, AP_WRAP, 0> {
  template <class T>
  static constexpr T apply(const T &y, const T &) {
    return wrap<W, S>(y);
  }
};

template <int W, bool S, int N>
struct overflow<W, S, AP_WRAP, N> {
  template <class T>
  static constexpr T apply(const T &y, const T &) {
    return in_range<W, S>(y) ? y : saturate_top<W, S, N>(y);
  }
};

/// Sign-magnitude wrap: inverts all bits where plain wrapping would lose the sign. N = 0 takes for the sign the first
/// deleted bit, which is bit W before the carry.
template <int W, int N>
struct overflow<W, true, AP_WRAP_SM, N> {
  template <class T>
  static constexpr T apply(const T &y, const T &floor) {
    if (in_range<W, true>(y)) return y;
    const T wrapped = wrap<W, true>(y);
    const bool sign = N == 0 ? bit(floor, W) : y < T(0);
    if (N <= 1) return (wrapped < T(0)) == sign ? wrapped : ~wrapped;
    const T low = (bit(wrapped, W - N) == sign ? ~wrapped : wrapped) & ~shl(T(-1), W - N);
    return saturate_top<W, true, N>(sign ? low | shl(T(-1), W) : low);
  }

  template <class T>
  static constexpr bool bit(const T &v, int i) {
    return ((v >> i) & T(1)) == T(1);
  }
};

/// Raw value of type <W, I, S, Q, O, N> nearest (by Q and O) to the number raw * 2^-(W2 - I2), raw of W2 bits.
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
struct assign {
  static constexpr int F = W - I;
  using raw = int_t<W + !S>;

  template <int W2, int I2, bool S2>
  static constexpr raw from_fixed(const int_t<W2 + !S2> &v) {
    constexpr int drop = W2 - I2 - F;
    constexpr bool plain_wrap = O == AP_WRAP && N == 0;
    // Past these limits a longer shift changes no result bit, so odd formats need no huge intermediate.
    constexpr int right = larger(0, smaller(drop, W2 + 1)), left = larger(0, smaller(-drop, plain_wrap ? W : W + 1));
    constexpr bool rounds = right > 0 && Q != AP_TRN && (S2 || Q != AP_TRN_ZERO);
    constexpr bool fits = S >= S2 && I - S >= I2 - S2 + (rounds || (S2 && O == AP_SAT_SYM));
    constexpr int source = larger(W2 + !S2, right + 1) + rounds;
    constexpr int target = plain_wrap ? larger(W + !S, left + 1) : larger(W2 + !S2 + left, W + 2);
    using T = int_t<larger(source, target)>;
    const T floor = right > 0 ? T(v) >> right : shl(T(v), left);
    const T y = rounds ? quantize<Q>(T(v), larger(right, 1)) : floor;
    return raw(fits ? y : overflow<W, S, O, N>::apply(y, floor));
  }

  static constexpr raw from_double(double d) {
    const double x = d * lsb<F>::inverse;
    constexpr double limit = 1152921504606846976.0;  // 2^60
    if (!(x > -limit && x < limit)) return from_huge(d);
    int64_t floor = int64_t(x);
    floor -= double(floor) > x;
    const double rest = x - double(floor);
    // Two extra bits say all that rounding can depend on: half reached, and anything beside the half.
    int64_t quarters = 4 * floor + 2 * (rest >= 0.5) + (rest != 0 && rest != 0.5);
    if (x == 0 && d != 0) quarters = d < 0 ? -1 : 1;  // the product underflowed: only the sign counts
    using T = int_t<larger(64, W + 2)>;
    return raw(overflow<W, S, O, N>::apply(quantize<Q>(T(quarters), 2), T(quarters) >> 2));
  }

  /// |d| * 2^F >= 2^60, where no fraction bits are left. An infinity counts as 2^1024, so it saturates or wraps to 0;
  /// NaN becomes 0.
  static constexpr raw from_huge(double d) {
    if (d != d) return raw(0);
    const double top = pow2(53), half_top = pow2(52), largest = 1.7976931348623157e308;
    const bool infinite = d > largest || d < -largest;
    double mantissa = infinite ? (d < 0 ? -half_top : half_top) : d;
    int exponent = infinite ? 1024 - 52 : 0;
    for (; mantissa >= top || mantissa <= -top; ++exponent) mantissa *= 0.5;
    for (; mantissa < half_top && mantissa > -half_top; --exponent) mantissa *= 2;
    using T = int_t<W + 58>;
    const T y = shl(T(int64_t(mantissa)), smaller(exponent + F, W + 1));
    return raw(overflow<W, S, O, N>::apply(y, y));
  }
};

/// v rounded to nearest even at the precision of Real, which the conversion itself does.
template <class Real, class T>
constexpr double round_to(const T &v) {
  return double(Real(v));
}

/// As above for a long number: its top 64 bits with all lower ones folded into the last of them (a sticky bit below the
/// rounding point) round like the whole number.
template <class Real, int K>
constexpr double round_to(const limbs<K> &v) {
  const bool negative = v < limbs<K>(0);
  limbs<K> magnitude = negative ? -v : v;
  double scale = negative ? -1 : 1;
  for (int i = K - 1; i > 0; --i) {
    for (; magnitude.limb[i] != 0; scale *= 2) {
      const uint64_t sticky = magnitude.limb[0] & 1;
      magnitude = magnitude >> 1;
      magnitude.limb[0] |= sticky;
    }
  }
  return double(Real(magnitude.limb[0])) * scale;
}

}  // namespace bxc_ap

#endif
