// The part of AMD's hls_math.h that Bunchcross's kernels use. They take no transcendental functions: those are tables
// computed by the compiler, so that simulation and hardware read the same bits.
#ifndef HLS_MATH_H
#define HLS_MATH_H

#include "ap_fixed.h"

namespace hls {

/// |x| in the type of x; the most negative value is quantised like any other assignment.
template <class T>
constexpr T abs(const T &x) {
  return x < 0 ? T(-x) : x;
}

template <class T>
constexpr T max(const T &a, const T &b) {
  return a < b ? b : a;
}

template <class T>
constexpr T min(const T &a, const T &b) {
  return b < a ? b : a;
}

}  // namespace hls

#endif
