// Operators of bxc_ap::num. Each takes any mix of ap types and C integers (an int counts as ap_int<32>, and so on) and
// is found by argument-dependent lookup. Widths as in AMD UG1399; S = signed, F = W - I.
#ifndef BXC_AP_OPS_H
#define BXC_AP_OPS_H

#include "bxc_ap_num.h"

namespace bxc_ap {

/// The ap type a C integer or ap type counts as; no member for anything else, which removes the operator.
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
template <class T>
using num_t = typename number_of<T>::type;

template <class T, class X = num_t<T>>
constexpr X as_num(const T &v) {
  return X(v);
}
template <class Num>
constexpr auto as_num(const range_ref<Num> &v) {
  return v.get();
}

/// Integer digits that hold either operand: an unsigned one next to a signed one needs a sign bit in front.
template <class X, class Y>
constexpr int common_i() {
  return max(X::iwidth + (Y::is_signed && !X::is_signed), Y::iwidth + (X::is_signed && !Y::is_signed));
}
template <class X, class Y>
constexpr int common_f() {
  return max(X::F, Y::F);
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
using ratio = result_of<X, Y, X::is_signed || Y::is_signed, X::width + Y::is_signed + max(Y::F, 0),
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

/// Truncates toward zero at the last fraction bit of a / 2^max(F_b, 0).
template <class A, class B, class X = num_t<A>, class Y = num_t<B>, class R = ratio<X, Y>>
constexpr R operator/(const A &a, const B &b) {
  constexpr int up = max(Y::F, 0);
  using T = int_t<max(X::width + up, Y::width) + 2>;
  return R::from_raw(typename R::raw(shl(T(X(a).V), up) / T(Y(b).V)));
}

/// Integers only; the sign is that of a, as in C.
template <class A, class B, class X = num_t<A>, class Y = num_t<B>,
          class R = result<true, X::is_signed, min(X::width, Y::width + (X::is_signed && !Y::is_signed)),
                           min(X::width, Y::width + (X::is_signed && !Y::is_signed))>>
constexpr R operator%(const A &a, const B &b) {
  static_assert(X::is_integer && Y::is_integer, "operator % is defined for ap_int and ap_uint only");
  using T = int_t<max(X::width, Y::width) + 2>;
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
  const T shifted = n >= 0 ? shl(T(x.V), min(n, W)) : T(x.V) >> min(-n, W);
  return X::from_raw(typename X::raw(wrap<W, X::is_signed>(shifted)));
}

template <kind K, int W, int I, ap_q_mode Q, ap_o_mode O, int N, class B, class Y = num_t<B>>
constexpr num<K, W, I, Q, O, N> operator>>(const num<K, W, I, Q, O, N> &x, const B &by) {
  return x << -Y(by).to_int();
}

/// a - b exactly, as an integer on the finer of the two grids.
template <class X, class Y>
constexpr auto difference(const X &a, const Y &b) {
  return a - b;
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

}  // namespace bxc_ap

#endif
