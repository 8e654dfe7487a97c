// Products of matrices: vectors of 32-bit lanes, one event in each, of an int32 or of a pair of int16.

namespace {

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

}  // namespace
