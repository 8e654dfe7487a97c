// The one class behind ap_fixed, ap_ufixed, ap_int and ap_uint, and its operators (AMD UG1399, "Arbitrary Precision
// Data Types Library"). For host emulation with g++ (C++14 or later) where Vitis is absent; Vitis uses its own headers.
//
// Every operator returns the exact result in a type just wide enough for it; rounding and overflow happen only when a
// value is assigned to a narrower type. Division by zero is undefined, as for int.
//
// Where AMD's open headers leave the documented value, this class keeps it:
// - comparison and division between a signed and an unsigned ap_int go by value (AMD: as unsigned beyond 32 bits);
// - a negative ap_fixed with I <= 0, or a double in (-0.5, 0), becomes integer 0 (AMD: -1 and +1);
// - division beyond 64 bits is exact (AMD's loses digits for some operands).
#ifndef BXC_AP_NUM_H
#define BXC_AP_NUM_H

#include <cassert>
#include <iosfwd>
#include <type_traits>

#include "bxc_ap_core.h"

namespace bxc_ap {

/// Family and sign of a type. Integers differ from fixed point with I = W in that conversion to them truncates toward
/// zero like C (AP_TRN_ZERO), and that they convert to C integers implicitly.
enum kind { UFIXED = 0, FIXED = 1, UINT = 2, INT = 3 };
constexpr kind kind_of(bool integer, bool is_signed) { return kind(2 * integer + is_signed); }

template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N>
struct num;
template <class Num>
struct bit_ref;
template <class Num>
struct range_ref;

/// Result of an operator: it never rounds or overflows, so it carries the default modes.
template <bool Integer, bool S, int W, int I>
using result = num<kind_of(Integer, S), W, I, Integer ? AP_TRN_ZERO : AP_TRN, AP_WRAP, 0>;

/// The ap type that a C integer, an ap type or a part of one counts as in an expression; no member for anything else,
/// which removes the operator from overload resolution.
template <class T, bool = std::is_integral<T>::value>
struct number_of {};
template <class T>
struct number_of<T, true> {
  using type = result<true, std::is_signed<T>::value, 8 * int(sizeof(T)), 8 * int(sizeof(T))>;
};
template <>
struct number_of<bool, true> {
  using type = result<true, false, 1, 1>;
};
template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N>
struct number_of<num<K, W, I, Q, O, N>, false> {
  using type = num<K, W, I, Q, O, N>;
};
template <class Num>
struct number_of<bit_ref<Num>, false> {
  using type = result<true, false, 1, 1>;
};
template <class Num>
struct number_of<range_ref<Num>, false> {
  using type = result<true, false, Num::width, Num::width>;
};
template <class T>
using num_t = typename number_of<T>::type;

/// Lets integers index arrays, drive `switch` and meet C arithmetic; fixed point asks for an explicit cast.
template <class Num, kind K>
struct c_conversion {};
template <class Num>
struct c_conversion<Num, INT> {
  constexpr operator long long() const { return static_cast<const Num &>(*this).to_int64(); }
};
template <class Num>
struct c_conversion<Num, UINT> {
  constexpr operator unsigned long long() const { return static_cast<const Num &>(*this).to_uint64(); }
};

/// The number V * 2^-(W - I), V an integer of W bits.
template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N>
struct num : c_conversion<num<K, W, I, Q, O, N>, K> {
  static constexpr int width = W;
  static constexpr int iwidth = I;
  static constexpr ap_q_mode qmode = Q;
  static constexpr ap_o_mode omode = O;
  static constexpr bool is_signed = K == FIXED || K == INT;
  static constexpr bool is_integer = K == INT || K == UINT;
  static constexpr int F = W - I;

  static_assert(W >= 1, "ap types: W must be at least 1");
  static_assert(N >= 0 && N <= W, "ap_fixed: the number of saturated bits N must be between 0 and W");
  static_assert(is_signed || O != AP_WRAP_SM, "ap_ufixed: AP_WRAP_SM needs a sign bit; use ap_fixed or AP_WRAP");

  using assign_to = assign<W, I, is_signed, Q, O, N>;
  using raw = int_t<W + !is_signed>;
  using bits = result<true, false, W, W>;
  raw V;

  /// Leaves V undefined, as hardware does (and as costs nothing).
  num() = default;

  constexpr num(int v) : V(assign_to::template from_fixed<32, 32, true>(v)) {}
  constexpr num(unsigned v) : V(assign_to::template from_fixed<32, 32, false>(v)) {}
  constexpr num(long v) : V(assign_to::template from_fixed<64, 64, true>(v)) {}
  constexpr num(unsigned long v) : V(assign_to::template from_fixed<64, 64, false>(v)) {}
  constexpr num(long long v) : V(assign_to::template from_fixed<64, 64, true>(v)) {}
  constexpr num(unsigned long long v) : V(assign_to::template from_fixed<64, 64, false>(v)) {}
  constexpr num(double v) : V(assign_to::from_double(v)) {}

  template <kind K2, int W2, int I2, ap_q_mode Q2, ap_o_mode O2, int N2>
  constexpr num(const num<K2, W2, I2, Q2, O2, N2> &v)
      : V(assign_to::template from_fixed<W2, I2, (K2 & 1) != 0>(v.V)) {}
  template <class Num>
  constexpr num(const bit_ref<Num> &v) : num(int(bool(v))) {}
  template <class Num>
  constexpr num(const range_ref<Num> &v) : num(v.get()) {}

  /// The number whose raw integer is v; v must be in range.
  static constexpr num from_raw(const raw &v) {
    num r{};
    r.V = v;
    return r;
  }

  constexpr double to_double() const { return round_to<double>(V) * lsb<F>::value; }
  constexpr float to_float() const { return float(round_to<float>(V) * lsb<F>::value); }
  /// Truncated toward zero, then the low 64 bits.
  constexpr int64_t to_int64() const {
    return assign<64, 64, true, AP_TRN_ZERO, AP_WRAP, 0>::template from_fixed<W, I, is_signed>(V);
  }
  constexpr uint64_t to_uint64() const { return uint64_t(to_int64()); }
  constexpr int to_int() const { return int(to_int64()); }
  constexpr unsigned to_uint() const { return unsigned(to_int64()); }

  explicit constexpr operator bool() const { return !is_zero(); }
  explicit constexpr operator float() const { return to_float(); }
  explicit constexpr operator double() const { return to_double(); }
  template <class C, class = std::enable_if_t<std::is_integral<C>::value>>
  explicit constexpr operator C() const {
    return C(to_int64());
  }

  static constexpr int length() { return W; }
  constexpr bool is_zero() const { return V == raw(0); }
  constexpr bool is_neg() const { return V < raw(0); }

  constexpr bool operator[](int i) const { return get_bits(i, i).to_int64() != 0; }
  constexpr bit_ref<num> operator[](int i) { return {*this, i}; }

  /// Bits hi..lo as an unsigned integer; the reference form can be assigned to.
  constexpr bits range(int hi, int lo) const { return get_bits(hi, lo); }
  constexpr range_ref<num> range(int hi, int lo) { return {*this, hi, lo}; }
  constexpr auto range() const { return range(W - 1, 0); }
  constexpr range_ref<num> range() { return range(W - 1, 0); }
  constexpr auto operator()(int hi, int lo) const { return range(hi, lo); }
  constexpr range_ref<num> operator()(int hi, int lo) { return range(hi, lo); }

  constexpr bits get_bits(int hi, int lo) const {
    assert(0 <= lo && lo <= hi && hi < W);
    using T = int_t<W + 1>;
    return bits::from_raw(T(V) >> lo & ~shl(T(-1), hi - lo + 1));
  }
  template <class T2>
  constexpr void set_bits(int hi, int lo, const T2 &b) {
    assert(0 <= lo && lo <= hi && hi < W);
    using T = int_t<W + 1>;
    const T mask = ~shl(T(-1), hi - lo + 1);
    V = raw(wrap<W, is_signed>((T(V) & ~shl(mask, lo)) | shl(T(b) & mask, lo)));
  }

  template <class B>
  constexpr num &operator+=(const B &b) {
    return *this = *this + operand(b);
  }
  template <class B>
  constexpr num &operator-=(const B &b) {
    return *this = *this - operand(b);
  }
  template <class B>
  constexpr num &operator*=(const B &b) {
    return *this = *this * operand(b);
  }
  template <class B>
  constexpr num &operator/=(const B &b) {
    return *this = *this / operand(b);
  }
  template <class B>
  constexpr num &operator%=(const B &b) {
    return *this = *this % operand(b);
  }
  template <class B>
  constexpr num &operator&=(const B &b) {
    return *this = *this & operand(b);
  }
  template <class B>
  constexpr num &operator|=(const B &b) {
    return *this = *this | operand(b);
  }
  template <class B>
  constexpr num &operator^=(const B &b) {
    return *this = *this ^ operand(b);
  }
  constexpr num &operator<<=(int n) { return *this = *this << n; }
  constexpr num &operator>>=(int n) { return *this = *this >> n; }

  constexpr num &operator++() { return *this += true; }
  constexpr num &operator--() { return *this -= true; }
  constexpr num operator++(int) {
    const num old = *this;
    ++*this;
    return old;
  }
  constexpr num operator--(int) {
    const num old = *this;
    --*this;
    return old;
  }

 private:
  template <class B>
  static constexpr const B &operand(const B &b) {
    static_assert(!is_integer || num_t<B>::is_integer,
                  "ap_int op= ap_fixed: Vitis truncates the operand first; write x = x op y, or cast y to ap_int");
    return b;
  }
};

#if __cplusplus < 201703L
// Before C++17 a static member bound to a reference, as in std::max(T::width, 8), needs a definition.
template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N>
constexpr int num<K, W, I, Q, O, N>::width;
template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N>
constexpr int num<K, W, I, Q, O, N>::iwidth;
#endif

/// x[i] of a variable x.
template <class Num>
struct bit_ref {
  Num &x;
  int i;

  constexpr bit_ref(Num &whole, int index) : x(whole), i(index) {}
  constexpr bit_ref(const bit_ref &) = default;

  constexpr operator bool() const { return x.get_bits(i, i).to_int64() != 0; }
  constexpr bit_ref &operator=(bool b) {
    x.set_bits(i, i, int32_t(b));
    return *this;
  }
  constexpr bit_ref &operator=(const bit_ref &b) { return *this = bool(b); }
};

/// x.range(hi, lo) of a variable x: reads as an unsigned integer, takes the low bits of what is assigned.
template <class Num>
struct range_ref {
  Num &x;
  int hi, lo;

  constexpr range_ref(Num &whole, int high, int low) : x(whole), hi(high), lo(low) {}
  constexpr range_ref(const range_ref &) = default;

  constexpr result<true, false, Num::width, Num::width> get() const { return x.get_bits(hi, lo); }
  constexpr operator unsigned long long() const { return get().to_uint64(); }
  constexpr int64_t to_int64() const { return get().to_int64(); }
  constexpr uint64_t to_uint64() const { return get().to_uint64(); }
  constexpr int to_int() const { return get().to_int(); }
  constexpr unsigned to_uint() const { return get().to_uint(); }
  constexpr int length() const { return hi - lo + 1; }

  template <class B>
  constexpr range_ref &operator=(const B &bits) {
    x.set_bits(hi, lo, num_t<B>(bits).V);
    return *this;
  }
  constexpr range_ref &operator=(const range_ref &bits) { return *this = bits.get(); }
};

}  // namespace bxc_ap

#include "bxc_ap_ops.h"

#endif
