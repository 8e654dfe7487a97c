// What programs of the native engine are made of: integers in vector lanes, products of matrices, conversions of floats.
// Compiled in front of the program that Bunchcross generates, with matrix.h and floats.h; events of a block lie side by side in rows.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#if defined(__SSE2__) && !defined(BXC_PORTABLE)
#include <immintrin.h>
#endif

// In front of a loop over events: none of them reads what another one writes.
#if defined(__clang__)
#define BXC_EVENTS _Pragma("clang loop vectorize(assume_safety)")
#else
#define BXC_EVENTS _Pragma("GCC ivdep")
#endif

namespace {

// Events of a block. Rows are whole cache lines then, of 8-bit integers too.
constexpr int EVENTS = 64;

template <class T>
inline T *row(std::uint8_t *memory, std::size_t bytes) {
  return static_cast<T *>(__builtin_assume_aligned(memory + bytes, 64));
}

// Arithmetic modulo 2^lanes; signed overflow would be undefined.

template <class T>
using Wide = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

template <class T>
inline T add(T a, T b) {
  return static_cast<T>(Wide<T>(a) + Wide<T>(b));
}

template <class T>
inline T sub(T a, T b) {
  return static_cast<T>(Wide<T>(a) - Wide<T>(b));
}

template <class T>
inline T mul(T a, T b) {
  return static_cast<T>(Wide<T>(a) * Wide<T>(b));
}

template <class T>
inline T least(T a, T b) {
  return a < b ? a : b;
}

template <class T>
inline T most(T a, T b) {
  return a > b ? a : b;
}

template <int bits, class T>
inline T shl(T a) {
  return static_cast<T>(Wide<T>(a) << bits);
}

template <int bits, class T>
inline T shr(T a) {
  return static_cast<T>(a >> bits);
}

// The integer of `width` bits in two's complement that the low bits are.
template <int width, class T>
inline T wrap_signed(T a) {
  constexpr int rest = 8 * sizeof(T) - width;
  return shr<rest>(shl<rest>(a));
}

template <int width, class T>
inline T wrap_unsigned(T a) {
  return static_cast<T>(a & static_cast<T>((Wide<T>(1) << width) - 1));
}

// a / b truncated toward zero, 0 where b is 0. A rounded quotient of integers a and b is never rounded up to an integer
// while |a| + |b| < 2^53.
template <class T>
inline T quotient_of_doubles(T a, T b) {
  const double quotient = static_cast<double>(a) / static_cast<double>(b == 0 ? T(1) : b);
  // 2^31 = -2^31 / -1 is no int32.
  return b == 0 ? T(0) : static_cast<T>(static_cast<std::int64_t>(quotient));
}

template <class T>
inline T quotient(T a, T b) {
  return b == 0 ? T(0) : b == -1 ? sub(T(0), a) : static_cast<T>(a / b);
}

}  // namespace
