// Operators of bxc_ap::num. Each takes any mix of ap types and C integers (an int counts as ap_int<32>, and so on) and
// is found by argument-dependent lookup. Widths as in AMD UG1399; S = signed, F = W - I.
#ifndef BXC_AP_OPS_H
#define BXC_AP_OPS_H

#include "bxc_ap_num.h"

namespace bxc_ap {

/// Integer digits that hold either operand: an unsigned one next to a signed one needs a sign bit in front.
template <class X, class Y>
constexpr int common_i() {
  return larger(X::iwidth + (Y::is_signed && !X::is_signed), Y::iwidth + (X::is_signed && !Y::is_signed));
}
template <class X, class Y>
constexpr int common_f() {
  return larger(X::F, Y::F);
}

template <class X, class Y, bool S, int W, int I>
using result_of = result<X::is_integer && Y::is_integer, S, W, I>;
template <class X, class Y>
using product = result_of<X, Y, X::is_signed || Y::is_signed, X::width + Y::width, X::iwidth + Y::iwidth>;
template <class X, class Y, bool S>
using sum = result_of<X, Y, S, common_i<X, Y>() + 1 + common_f<X, Y>(), common_i<X, Y>() + 1>;
template <class X, class Y>
using logic = result_of<X, Y, X::is_signed || Y::is_signed, common_i<X, Y>() + common_f<X, Y>(), common_i<X, Y>()>;
template <class X, class Y>
using ratio = result_of<X, Y, X::is_signed || Y::is_signed, X::width + Y::is_signed + larger(Y::F, 0),
                        X::iwidth + Y::is_signed + Y::F>;

/// x as an integer of type T with F fraction bits, F >= those of x.
template <class T, int F, class X>
constexpr T aligned(const X &x) {
  return shl(T(x.V), F - X::F);
}

template <class A, class B, class X = num_t<A>, class Y = num_t<B>, class R = product<X, Y>>
constexpr R operator*(const A &a, const B &b) {
  using T = typename R::raw;
  return R::from_raw(T(X(a).V) * T(Y(b).V));
}

template <class A, class B, class X = num_t<A>, class Y = num_t<B>, class R = sum<X, Y, X::is_signed || Y::is_signed>>
constexpr R operator+(const A &a, const B &b) {
  using T = typename R::raw;
  return R::from_raw(aligned<T, R::F>(X(a)) + aligned<T, R::F>(Y(b)));
}

template <class A, class B, class X = num_t<A>, class Y = num_t<B>, class R = sum<X, Y, true>>
constexpr R operator-(const A &a, const B &b) {
  using T = typename R::raw;
  return R::from_raw(aligned<T, R::F>(X(a)) - aligned<T, R::F>(Y(b)));
}

/// Truncates toward zero at the last fraction bit of a / 2^larger(F_b, 0).
template <class A, class B, class X = num_t<A>, class Y = num_t<B>, class R = ratio<X, Y>>
constexpr R operator/(const A &a, const B &b) {
  constexpr int up = larger(Y::F, 0);
  using T = int_t<larger(X::width + up, Y::width) + 2>;
  return R::from_raw(typename R::raw(shl(T(X(a).V), up) / T(Y(b).V)));
}

/// Integers only; the sign is that of a, as in C.
template <class A, class B, class X = num_t<A>, class Y = num_t<B>,
          class R = result<true, X::is_signed, smaller(X::width, Y::width + (X::is_signed && !Y::is_signed)),
                           smaller(X::width, Y::width + (X::is_signed && !Y::is_signed))>>
constexpr R operator%(const A &a, const B &b) {
  static_assert(X::is_integer && Y::is_integer, "operator % is defined for ap_int and ap_uint only");
  using T = int_t<larger(X::width, Y::width) + 2>;
  return R::from_raw(typename R::raw(T(X(a).V) % T(Y(b).V)));
}

template <class A, class B, class X = num_t<A>, class Y = num_t<B>, class R = logic<X, Y>>
constexpr R operator&(const A &a, const B &b) {
  using T = typename R::raw;
  return R::from_raw(aligned<T, R::F>(X(a)) & aligned<T, R::F>(Y(b)));
}

template <class A, class B, class X = num_t<A>, class Y = num_t<B>, class R = logic<X, Y>>
constexpr R operator|(const A &a, const B &b) {
  using T = typename R::raw;
  return R::from_raw(aligned<T, R::F>(X(a)) | aligned<T, R::F>(Y(b)));
}

template <class A, class B, class X = num_t<A>, class Y = num_t<B>, class R = logic<X, Y>>
constexpr R operator^(const A &a, const B &b) {
  using T = typename R::raw;
  return R::from_raw(aligned<T, R::F>(X(a)) ^ aligned<T, R::F>(Y(b)));
}

template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N, class X = num<K, W, I, Q, O, N>,
          class R = result<X::is_integer, true, W + 1, I + 1>>
constexpr R operator-(const num<K, W, I, Q, O, N> &x) {
  using T = typename R::raw;
  return R::from_raw(-T(x.V));
}

template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N>
constexpr num<K, W, I, Q, O, N> operator+(const num<K, W, I, Q, O, N> &x) {
  return x;
}

template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N, class X = num<K, W, I, Q, O, N>,
          class R = result<X::is_integer, X::is_signed, W, I>>
constexpr R operator~(const num<K, W, I, Q, O, N> &x) {
  return R::from_raw(wrap<W, X::is_signed>(~x.V));
}

template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N>
constexpr bool operator!(const num<K, W, I, Q, O, N> &x) {
  return x.is_zero();
}

/// The type is kept: bits shifted out are lost without rounding or saturation. A negative n shifts the other way.
template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N, class B, class Y = num_t<B>>
constexpr num<K, W, I, Q, O, N> operator<<(num<K, W, I, Q, O, N> x, const B &by) {
  using X = num<K, W, I, Q, O, N>;
  using T = int_t<W + 1>;
  const int n = Y(by).to_int();
  const T shifted = n >= 0 ? shl(T(x.V), smaller(n, W)) : T(x.V) >> smaller(-n, W);
  return X::from_raw(typename X::raw(wrap<W, X::is_signed>(shifted)));
}

template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N, class B, class Y = num_t<B>>
constexpr num<K, W, I, Q, O, N> operator>>(const num<K, W, I, Q, O, N> &x, const B &by) {
  return x << -Y(by).to_int();
}

template <class A, class B, class X = num_t<A>, class Y = num_t<B>>
constexpr bool operator<(const A &a, const B &b) {
  using T = int_t<common_i<X, Y>() + common_f<X, Y>() + 1>;
  return aligned<T, common_f<X, Y>()>(X(a)) < aligned<T, common_f<X, Y>()>(Y(b));
}

template <class A, class B, class X = num_t<A>, class Y = num_t<B>>
constexpr bool operator==(const A &a, const B &b) {
  using T = int_t<common_i<X, Y>() + common_f<X, Y>() + 1>;
  return aligned<T, common_f<X, Y>()>(X(a)) == aligned<T, common_f<X, Y>()>(Y(b));
}

template <class A, class B, class X = num_t<A>, class Y = num_t<B>>
constexpr bool operator>(const A &a, const B &b) {
  return b < a;
}
template <class A, class B, class X = num_t<A>, class Y = num_t<B>>
constexpr bool operator<=(const A &a, const B &b) {
  return !(b < a);
}
template <class A, class B, class X = num_t<A>, class Y = num_t<B>>
constexpr bool operator>=(const A &a, const B &b) {
  return !(a < b);
}
template <class A, class B, class X = num_t<A>, class Y = num_t<B>>
constexpr bool operator!=(const A &a, const B &b) {
  return !(a == b);
}

// Against float and double, the ap type is first rounded to double (exact up to 53 bits), as AMD does.
#define BXC_AP_COMPARE_REAL(OP)                                                                                      \
  template <class A, class B, class X = num_t<A>, class = std::enable_if_t<std::is_floating_point<B>::value>>       \
  constexpr bool operator OP(const A &a, B b) {                                                                      \
    return X(a).to_double() OP b;                                                                                    \
  }                                                                                                                  \
  template <class A, class B, class = std::enable_if_t<std::is_floating_point<A>::value>, class Y = num_t<B>>       \
  constexpr bool operator OP(A a, const B &b) {                                                                      \
    return a OP Y(b).to_double();                                                                                    \
  }
BXC_AP_COMPARE_REAL(<)
BXC_AP_COMPARE_REAL(<=)
BXC_AP_COMPARE_REAL(>)
BXC_AP_COMPARE_REAL(>=)
BXC_AP_COMPARE_REAL(==)
BXC_AP_COMPARE_REAL(!=)
#undef BXC_AP_COMPARE_REAL

/// Prints the value in decimal: integers in full, fixed point as a double at the stream's precision.
template <class Char, class Traits, kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N>
std::basic_ostream<Char, Traits> &operator<<(std::basic_ostream<Char, Traits> &out, const num<K, W, I, Q, O, N> &x) {
  using T = int_t<W + 2>;
  if (K == FIXED || K == UFIXED) return out << x.to_double();
  char text[W / 3 + 3] = {};
  char *digit = text + sizeof(text) - 1;
  T rest = x.is_neg() ? -T(x.V) : T(x.V);
  do {
    *--digit = char('0' + int(rest % T(10)));
    rest = rest / T(10);
  } while (T(0) < rest);
  if (x.is_neg()) *--digit = '-';
  return out << digit;
}

/// Reads a decimal number as double and assigns it.
template <class Char, class Traits, kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N>
std::basic_istream<Char, Traits> &operator>>(std::basic_istream<Char, Traits> &in, num<K, W, I, Q, O, N> &x) {
  double value = 0;
  if (in >> value) x = value;
  return in;
}

}  // namespace bxc_ap

#endif
