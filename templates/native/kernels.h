// What programs of the native engine are made of: integers in vector lanes, products of matrices, conversions of floats.
// Compiled in front of the program that Bunchcross generates; events of a block lie side by side in rows.
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

// ---- Arithmetic modulo 2^lanes; signed overflow would be undefined.

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

// ---- Products of matrices: vectors of 32-bit lanes, one event in each, of an int32 or of a pair of int16.

#if defined(BXC_PORTABLE) || !defined(__SSE2__)
constexpr int VECTOR_BYTES = 16;
#elif defined(__AVX512BW__)
constexpr int VECTOR_BYTES = 64;
#elif defined(__AVX2__)
constexpr int VECTOR_BYTES = 32;
#else
constexpr int VECTOR_BYTES = 16;
#endif

typedef std::int32_t Vector __attribute__((vector_size(VECTOR_BYTES)));
typedef std::uint32_t Words __attribute__((vector_size(VECTOR_BYTES)));
typedef std::uint16_t Halves __attribute__((vector_size(VECTOR_BYTES)));

constexpr int LANES = VECTOR_BYTES / 4;
// Vectors of a tile, which share a weight: sums, inputs and weights fit the 32 registers of AVX-512, or 16.
constexpr int TILE_VECTORS = VECTOR_BYTES == 64 ? 4 : 2;

inline Vector sum(Vector a, Vector b) { return (Vector)((Words)a + (Words)b); }
inline Vector sum_of_halves(Vector a, Vector b) { return (Vector)((Halves)a + (Halves)b); }
inline Vector low_halves(Vector a, Vector b) { return (Vector)((Halves)a * (Halves)b); }

// The sum of both products of a pair.
inline Vector dot(Vector a, Vector b) {
#if defined(BXC_PORTABLE) || !defined(__SSE2__)
  const Words even = (Words)(((Vector)((Words)a << 16)) >> 16) * (Words)(((Vector)((Words)b << 16)) >> 16);
  return (Vector)(even + (Words)(a >> 16) * (Words)(b >> 16));
#elif defined(__AVX512BW__)
  return (Vector)_mm512_madd_epi16((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (Vector)_mm256_madd_epi16((__m256i)a, (__m256i)b);
#else
  return (Vector)_mm_madd_epi16((__m128i)a, (__m128i)b);
#endif
}

inline Vector add_dot(Vector total, Vector a, Vector b) {
#if !defined(BXC_PORTABLE) && defined(__AVX512BW__) && defined(__AVX512VNNI__)
  return (Vector)_mm512_dpwssd_epi32((__m512i)total, (__m512i)a, (__m512i)b);
#elif !defined(BXC_PORTABLE) && defined(__AVX2__) && defined(__AVXVNNI__)
  return (Vector)_mm256_dpwssd_avx_epi32((__m256i)total, (__m256i)a, (__m256i)b);
#else
  return sum(total, dot(a, b));
#endif
}

// floor(product / 2^16) of both 16-bit halves.
inline Vector high_halves(Vector a, Vector b) {
#if defined(BXC_PORTABLE) || !defined(__SSE2__)
  const Vector even = (((Vector)((Words)a << 16)) >> 16) * (((Vector)((Words)b << 16)) >> 16);
  return ((even >> 16) & 0xffff) | (((a >> 16) * (b >> 16)) & ~0xffff);
#elif defined(__AVX512BW__)
  return (Vector)_mm512_mulhi_epi16((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (Vector)_mm256_mulhi_epi16((__m256i)a, (__m256i)b);
#else
  return (Vector)_mm_mulhi_epi16((__m128i)a, (__m128i)b);
#endif
}

// Sums that tiles are made of. With w = 2^drop k + r, floor(x w / 2^drop) = x k + floor(x (2^(16 - drop) r) / 2^16), where
// the factor in parentheses has 16 bits if r has `drop` of them.
enum class Sums {
  exact,     // x w
  upper,     // floor(x w / 2^16) and, of some pairs, x w
  upper_16,  // the same, wanted modulo 2^16 only
  shifted    // floor(x w / 2^drop), for any drop
};

// Sums of a tile of rows for all events of the block. Of each of its pairs of inputs the stream has the place among the
// packed ones, then a pair of weights for each row. Of `whole` pairs, behind them, it has a row, the place and the weights.
template <Sums form, int rows>
inline void add_products(const std::int32_t *stream, int pairs, [[maybe_unused]] int whole, [[maybe_unused]] int drop,
                         const std::int32_t *packed, std::int32_t *sums) {
  constexpr int row_vectors = EVENTS / LANES;
  const std::int32_t *const end = stream + pairs * (1 + rows);
  for (int first = 0; first < row_vectors; first += TILE_VECTORS) {
    const Vector *const inputs = reinterpret_cast<const Vector *>(packed) + first;
    Vector *const out = reinterpret_cast<Vector *>(sums) + first;
    Vector total[rows][TILE_VECTORS] = {};
    for (const std::int32_t *pair = stream; pair != end; pair += 1 + rows) {
      Vector x[TILE_VECTORS];
      for (int v = 0; v < TILE_VECTORS; ++v) x[v] = inputs[pair[0] * row_vectors + v];
      for (int r = 0; r < rows; ++r) {
        const Vector w = Vector{} + pair[1 + r];
        for (int v = 0; v < TILE_VECTORS; ++v) {
          Vector &t = total[r][v];
          if constexpr (form == Sums::exact) t = add_dot(t, x[v], w);
          if constexpr (form == Sums::upper) t = add_dot(t, high_halves(x[v], w), Vector{} + 0x10001);
          if constexpr (form == Sums::upper_16) t = sum_of_halves(t, high_halves(x[v], w));
          if constexpr (form == Sums::shifted) {
            t = sum(t, sum(dot(x[v], w & 0xffff) >> drop, dot(x[v], w & ~0xffff) >> drop));
          }
        }
      }
    }
    for (int r = 0; r < rows; ++r) {
      for (int v = 0; v < TILE_VECTORS; ++v) out[r * row_vectors + v] = total[r][v];
    }
    if constexpr (form == Sums::upper || form == Sums::upper_16) {
      for (const std::int32_t *pair = end; pair != end + 3 * whole; pair += 3) {
        for (int v = 0; v < TILE_VECTORS; ++v) {
          Vector &t = out[pair[0] * row_vectors + v];
          const Vector x = inputs[pair[1] * row_vectors + v];
          const Vector w = Vector{} + pair[2];
          t = form == Sums::upper ? add_dot(t, x, w) : sum_of_halves(t, low_halves(x, w));
        }
      }
    }
  }
  if constexpr (form == Sums::upper_16) {
    // The upper half of t + 2^16 t is the sum of both halves.
    for (int i = 0; i < rows * row_vectors; ++i) {
      Vector &t = reinterpret_cast<Vector *>(sums)[i];
      t = sum(t, (Vector)((Words)t << 16)) >> 16;
    }
  }
}

// One tile of a stream: the numbers of its rows, of its pairs and of its whole pairs, then all of them. Returns where the
// next one begins.
template <Sums form>
__attribute__((noinline)) const std::int32_t *multiply(const std::int32_t *tile, int drop, const std::int32_t *packed,
                                                       std::int32_t *sums) {
  const int rows = tile[0];
  const int pairs = tile[1];
  const int whole = tile[2];
  const std::int32_t *const stream = tile + 3;
  switch (rows) {
    case 1: add_products<form, 1>(stream, pairs, whole, drop, packed, sums); break;
    case 2: add_products<form, 2>(stream, pairs, whole, drop, packed, sums); break;
    case 3: add_products<form, 3>(stream, pairs, whole, drop, packed, sums); break;
    case 4: add_products<form, 4>(stream, pairs, whole, drop, packed, sums); break;
    case 5: add_products<form, 5>(stream, pairs, whole, drop, packed, sums); break;
    default: add_products<form, 6>(stream, pairs, whole, drop, packed, sums); break;
  }
  return stream + pairs * (1 + rows) + 3 * whole;
}

// A vector that a matrix is multiplied with: where the rows of its inputs are listed and how many pairs of them have to
// be packed (none that the panel before has too); where the matrix begins and how many tiles it has.
struct Panel {
  std::uint32_t inputs, pairs, weights, tiles;
};

// Rows side by side: of each event the values of two rows as signed 16-bit integers. Unsigned ones of 16 bits are taken
// as x - 2^15.
template <class T>
inline void pack(std::uint8_t *memory, const std::uint32_t *rows, std::uint32_t pairs, std::int32_t *packed) {
  constexpr std::uint32_t offset = std::is_same_v<T, std::uint16_t> ? 0x8000 : 0;
  for (std::uint32_t p = 0; p < pairs; ++p) {
    const T *const a = row<T>(memory, rows[2 * p]);
    const T *const b = row<T>(memory, rows[2 * p + 1]);
    std::int32_t *const to = packed + p * EVENTS;
    BXC_EVENTS
    for (int e = 0; e < EVENTS; ++e) {
      const std::uint32_t low = (static_cast<std::uint32_t>(a[e]) ^ offset) & 0xffff;
      to[e] = static_cast<std::int32_t>(low | (static_cast<std::uint32_t>(b[e]) ^ offset) << 16);
    }
  }
}

// ---- Floats to mantissas and back.

enum class Rounding { TRN, TRN_ZERO, RND, RND_ZERO, RND_INF, RND_MIN_INF, RND_CONV };
enum class Overflow { WRAP, SAT, SAT_ZERO };

// Rounds to an integer. x - trunc(x) is exact, whereas x + 0.5 may round.
template <Rounding mode, class Real>
inline Real rounded(Real x) {
  if constexpr (mode == Rounding::RND_CONV) return std::nearbyint(x);
  const Real whole = std::trunc(x);
  const Real rest = x - whole;
  const Real half = Real(0.5);
  switch (mode) {
    case Rounding::TRN: return whole - (rest < 0 ? Real(1) : Real(0));
    case Rounding::RND: return whole + (rest >= half ? Real(1) : Real(0)) - (rest < -half ? Real(1) : Real(0));
    case Rounding::RND_ZERO: return whole + (rest > half ? Real(1) : Real(0)) - (rest < -half ? Real(1) : Real(0));
    case Rounding::RND_INF: return whole + (rest >= half ? Real(1) : Real(0)) - (rest <= -half ? Real(1) : Real(0));
    case Rounding::RND_MIN_INF: return whole + (rest > half ? Real(1) : Real(0)) - (rest <= -half ? Real(1) : Real(0));
    default: return whole;
  }
}

// Assigns floats [events][elements] to rows of a type: `Type` has its modes, `lowest` and `highest` mantissa, the
// `unit` that values are multiplied by, how many low bits a wrap keeps (`width`) and whether it saturates some of them.
// Adds to `outside` the values that the type does not hold; false if there is one that is not converted here: not finite, or
// wrapping from beyond 32 bits. Events beyond those given become 0.
template <class Type, class Real, class T, class Float>
bool read_floats(const Float *values, int events, const std::uint32_t *rows, std::uint8_t *memory, std::int32_t *scratch,
                 std::int64_t &outside) {
  constexpr Real lo = Type::lowest;
  constexpr Real hi = Type::highest;
  const int count = events * Type::elements;
  std::int32_t beyond = 0;
  std::int32_t bad = 0;
  BXC_EVENTS
  for (int i = 0; i < count; ++i) {
    const Real scaled = static_cast<Real>(values[i]) * Real(Type::unit);
    const Real x = rounded<Type::rounding>(scaled);
    const bool inside = x >= lo && x <= hi;
    const bool known = Type::overflow != Overflow::WRAP
                           ? scaled - scaled == 0
                           : Type::saturates ? inside : x > Real(-2147483648.0) && x < Real(2147483648.0);
    beyond += inside ? 0 : 1;
    bad |= known ? 0 : 1;
    Real held = x;
    if (Type::overflow == Overflow::SAT) held = x < lo ? lo : x > hi ? hi : x;
    if (Type::overflow == Overflow::SAT_ZERO) held = inside ? x : Real(0);
    const std::int32_t mantissa = static_cast<std::int32_t>(known ? held : Real(0));
    scratch[i] = Type::overflow != Overflow::WRAP ? mantissa
                 : Type::is_signed               ? wrap_signed<Type::width>(mantissa)
                                                 : wrap_unsigned<Type::width>(mantissa);
  }
  if (bad != 0) return false;
  outside += beyond;
  for (int k = 0; k < Type::elements; ++k) {
    T *const to = row<T>(memory, rows[k]);
    for (int e = 0; e < events; ++e) to[e] = static_cast<T>(scratch[e * Type::elements + k]);
    for (int e = events; e < EVENTS; ++e) to[e] = 0;
  }
  return true;
}

// Writes rows as floats [events][elements]; returns how many of them had to be rounded.
template <int elements, class T, class Float>
std::int64_t write_floats(std::uint8_t *memory, const std::uint32_t *rows, double unit, Float *values, int events) {
  std::int64_t inexact = 0;
  for (int k = 0; k < elements; ++k) {
    const T *const from = row<T>(memory, rows[k]);
    std::int32_t odd = 0;
    BXC_EVENTS
    for (int e = 0; e < events; ++e) {
      const double value = static_cast<double>(from[e]) * unit;
      const Float held = static_cast<Float>(value);
      odd += static_cast<double>(held) == value ? 0 : 1;
      values[e * elements + k] = held;
    }
    inexact += odd;
  }
  return inexact;
}

template <int elements, class T>
void write_mantissas(std::uint8_t *memory, const std::uint32_t *rows, std::int64_t *mantissas, int events) {
  for (int k = 0; k < elements; ++k) {
    const T *const from = row<T>(memory, rows[k]);
    for (int e = 0; e < events; ++e) mantissas[e * elements + k] = static_cast<std::int64_t>(from[e]);
  }
}

}  // namespace
