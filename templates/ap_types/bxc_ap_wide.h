// Two's complement integers of any width: the machine's own up to 128 bits, `limbs` beyond.
//
// Everything in ap_types computes on *signed* integers wide enough for the exact result, so that the arithmetic reads
// like mathematics. An unsigned W-bit number therefore lives in a signed integer of W + 1 bits.
#ifndef BXC_AP_WIDE_H
#define BXC_AP_WIDE_H

#include <cstdint>

namespace bxc_ap {

__extension__ typedef __int128 int128_t;
__extension__ typedef unsigned __int128 uint128_t;

/// Signed integer of 64 * K bits, least significant limb first. Wraps modulo 2^(64 K).
template <int K>
struct limbs {
  uint64_t limb[K];

  limbs() = default;

  constexpr limbs(int128_t v) : limb{} {
    for (int i = 0; i < K; ++i) {
      limb[i] = uint64_t(v);
      v >>= 64;
    }
  }

  /// Sign-extends or drops the top limbs.
  template <int J>
  explicit constexpr limbs(const limbs<J> &v) : limb{} {
    for (int i = 0; i < K; ++i) limb[i] = i < J ? v.limb[i] : v.sign();
  }

  explicit constexpr operator uint64_t() const { return limb[0]; }
  explicit constexpr operator int64_t() const { return int64_t(limb[0]); }
  explicit constexpr operator int32_t() const { return int32_t(limb[0]); }
  explicit constexpr operator int128_t() const { return int128_t(uint128_t(limb[1]) << 64 | limb[0]); }

  /// All ones for a negative number, else zero: the limb that continues this number upwards.
  constexpr uint64_t sign() const { return uint64_t(int64_t(limb[K - 1]) >> 63); }
};

template <int K>
constexpr limbs<K> operator~(limbs<K> a) {
  for (int i = 0; i < K; ++i) a.limb[i] = ~a.limb[i];
  return a;
}

template <int K>
constexpr limbs<K> operator&(limbs<K> a, const limbs<K> &b) {
  for (int i = 0; i < K; ++i) a.limb[i] &= b.limb[i];
  return a;
}

template <int K>
constexpr limbs<K> operator|(limbs<K> a, const limbs<K> &b) {
  for (int i = 0; i < K; ++i) a.limb[i] |= b.limb[i];
  return a;
}

template <int K>
constexpr limbs<K> operator^(limbs<K> a, const limbs<K> &b) {
  for (int i = 0; i < K; ++i) a.limb[i] ^= b.limb[i];
  return a;
}

template <int K>
constexpr limbs<K> operator+(limbs<K> a, const limbs<K> &b) {
  uint128_t carry = 0;
  for (int i = 0; i < K; ++i) {
    carry += uint128_t(a.limb[i]) + b.limb[i];
    a.limb[i] = uint64_t(carry);
    carry >>= 64;
  }
  return a;
}

template <int K>
constexpr limbs<K> operator-(const limbs<K> &a) {
  return ~a + limbs<K>(1);
}

template <int K>
constexpr limbs<K> operator-(const limbs<K> &a, const limbs<K> &b) {
  return a + -b;
}

template <int K>
constexpr limbs<K> operator*(const limbs<K> &a, const limbs<K> &b) {
  limbs<K> product(0);
  for (int i = 0; i < K; ++i) {
    uint128_t carry = 0;
    for (int j = 0; i + j < K; ++j) {
      carry += uint128_t(a.limb[i]) * b.limb[j] + product.limb[i + j];
      product.limb[i + j] = uint64_t(carry);
      carry >>= 64;
    }
  }
  return product;
}

/// Requires 0 <= n < 64 K, as the machine's shifts do.
template <int K>
constexpr limbs<K> operator<<(const limbs<K> &a, int n) {
  limbs<K> r(0);
  for (int i = K - 1, from = i - n / 64; from >= 0; --i, --from) {
    r.limb[i] = a.limb[from] << n % 64;
    if (n % 64 != 0 && from > 0) r.limb[i] |= a.limb[from - 1] >> (64 - n % 64);
  }
  return r;
}

/// Arithmetic shift (floor division by 2^n); requires 0 <= n < 64 K.
template <int K>
constexpr limbs<K> operator>>(const limbs<K> &a, int n) {
  limbs<K> r(0);
  for (int i = 0; i < K; ++i) {
    const int from = i + n / 64;
    const uint64_t low = from < K ? a.limb[from] : a.sign();
    const uint64_t high = from + 1 < K ? a.limb[from + 1] : a.sign();
    r.limb[i] = n % 64 == 0 ? low : low >> n % 64 | high << (64 - n % 64);
  }
  return r;
}

template <int K>
constexpr bool operator==(const limbs<K> &a, const limbs<K> &b) {
  for (int i = 0; i < K; ++i)
    if (a.limb[i] != b.limb[i]) return false;
  return true;
}

template <int K>
constexpr bool operator<(const limbs<K> &a, const limbs<K> &b) {
  if (a.limb[K - 1] != b.limb[K - 1]) return int64_t(a.limb[K - 1]) < int64_t(b.limb[K - 1]);
  for (int i = K - 2; i >= 0; --i)
    if (a.limb[i] != b.limb[i]) return a.limb[i] < b.limb[i];
  return false;
}

template <int K>
constexpr bool operator>(const limbs<K> &a, const limbs<K> &b) {
  return b < a;
}

/// Truncates toward zero like C; schoolbook, one quotient bit per step (wide division is rare in trigger firmware).
template <int K>
constexpr limbs<K> operator/(const limbs<K> &a, const limbs<K> &b) {
  const limbs<K> zero(0);
  const limbs<K> divisor = b < zero ? -b : b;
  const limbs<K> dividend = a < zero ? -a : a;
  limbs<K> quotient(0), rest(0);
  for (int i = 64 * K - 1; i >= 0; --i) {
    rest = rest << 1;
    rest.limb[0] |= dividend.limb[i / 64] >> i % 64 & 1;
    if (rest < divisor) continue;
    rest = rest - divisor;
    quotient.limb[i / 64] |= uint64_t(1) << i % 64;
  }
  return (a < zero) != (b < zero) ? -quotient : quotient;
}

template <int K>
constexpr limbs<K> operator%(const limbs<K> &a, const limbs<K> &b) {
  return a - a / b * b;
}

/// A signed integer type and the unsigned type its left shifts are done in (shifting a negative is undefined in C++14).
template <class Signed, class Unsigned>
struct word {
  using type = Signed;
  using bits = Unsigned;
};

template <int N, int Class = (N > 32) + (N > 64) + (N > 128)>
struct word_for : word<limbs<(N + 63) / 64>, limbs<(N + 63) / 64>> {};
template <int N>
struct word_for<N, 0> : word<int32_t, uint32_t> {};
template <int N>
struct word_for<N, 1> : word<int64_t, uint64_t> {};
template <int N>
struct word_for<N, 2> : word<int128_t, uint128_t> {};

/// The smallest signed integer with at least N bits.
template <int N>
using int_t = typename word_for<N>::type;

/// v * 2^n modulo the width of T; requires 0 <= n < width of T.
template <class T>
constexpr T shl(const T &v, int n) {
  using bits = typename word_for<8 * sizeof(T)>::bits;
  return T(bits(v) << n);
}

}  // namespace bxc_ap

#endif
