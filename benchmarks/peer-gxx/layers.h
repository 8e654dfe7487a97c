// Layers of a network in plain loops over the events of a block, for the compiler to vectorise: no intrinsics, no
// vector types. An array [rows][LANES] holds one element of LANES events in each row.
#pragma once
#include <cmath>
#include <cstdint>

constexpr int LANES = 256;
using Row = std::int16_t[LANES];

// A sum with SHIFT surplus fraction bits as 16 bits: AP_RND, AP_SAT. Rounding cannot overflow the sum's own type.
template <int SHIFT, class Sum> inline std::int16_t settled(Sum sum) {
  Sum rounded = ((sum >> (SHIFT - 1)) + 1) >> 1;
  rounded = rounded < INT16_MIN ? Sum(INT16_MIN) : rounded;
  return std::int16_t(rounded > INT16_MAX ? Sum(INT16_MAX) : rounded);
}

// y = settled(bias + weights [OUTPUTS][TERMS] · x), and ReLU; four terms at a time keep the sums out of memory longer.
template <int TERMS, int OUTPUTS, int SHIFT, bool RELU, class Sum>
inline void dense(const std::int16_t *weights, const Sum *bias, const Row *__restrict x, Row *__restrict y) {
  for (int o = 0; o < OUTPUTS; o++) {
    const std::int16_t *w = weights + o * TERMS;
    Sum sum[LANES];
    for (int e = 0; e < LANES; e++) sum[e] = bias[o];
    int i = 0;
    for (; i + 4 <= TERMS; i += 4) {
      const Sum a = w[i], b = w[i + 1], c = w[i + 2], d = w[i + 3];
      for (int e = 0; e < LANES; e++) sum[e] += a * x[i][e] + b * x[i + 1][e] + c * x[i + 2][e] + d * x[i + 3][e];
    }
    for (; i < TERMS; i++) {
      const Sum a = w[i];
      for (int e = 0; e < LANES; e++) sum[e] += a * x[i][e];
    }
    for (int e = 0; e < LANES; e++) {
      const std::int16_t value = settled<SHIFT>(sum[e]);
      y[o][e] = RELU && value < 0 ? std::int16_t(0) : value;
    }
  }
}

// y = settled(x · 2^SHIFT + bias)
template <int SIZE, int SHIFT> inline void offset(const std::int32_t *bias, const Row *__restrict x, Row *__restrict y) {
  for (int i = 0; i < SIZE; i++)
    for (int e = 0; e < LANES; e++) y[i][e] = settled<SHIFT>((std::int32_t(x[i][e]) << SHIFT) + bias[i]);
}

// y = table[x · MULTIPLIER / 2^SHIFT + OFFSET], the position clamped to the table
template <int SIZE, int MULTIPLIER, int SHIFT, int OFFSET, int ENTRIES>
inline void lookup(const std::int16_t *table, const Row *__restrict x, Row *__restrict y) {
  for (int i = 0; i < SIZE; i++)
    for (int e = 0; e < LANES; e++) {
      int position = x[i][e] * MULTIPLIER / (1 << SHIFT) + OFFSET;
      position = position < 0 ? 0 : position;
      y[i][e] = table[position >= ENTRIES ? ENTRIES - 1 : position];
    }
}

// y_i = settled(e_i · inverse[sum of e]), e_i = exponential[max - x_i]; the tables are indexed by the top bits of the
// difference, which wraps at DIFFERENCE bits, and of the sum, which saturates at SUM bits.
template <int SIZE, int DIFFERENCE, int EXPONENTIAL_SHIFT, int SUM, int INVERSE_SHIFT, int SHIFT>
inline void softmax(const std::int32_t *exponential, const std::int32_t *inverse, const Row *__restrict x,
                    Row *__restrict y) {
  std::int32_t terms[SIZE][LANES], factor[LANES];
  std::int16_t most[LANES];
  for (int e = 0; e < LANES; e++) most[e] = x[0][e];
  for (int i = 1; i < SIZE; i++)
    for (int e = 0; e < LANES; e++) most[e] = x[i][e] > most[e] ? x[i][e] : most[e];
  for (int e = 0; e < LANES; e++) factor[e] = 0;
  for (int i = 0; i < SIZE; i++)
    for (int e = 0; e < LANES; e++) {
      const int difference = (most[e] - x[i][e]) & ((1 << DIFFERENCE) - 1);
      terms[i][e] = exponential[difference >> EXPONENTIAL_SHIFT];
      factor[e] += terms[i][e];
    }
  constexpr std::int32_t TOP = (1 << (SUM - 1)) - 1;
  for (int e = 0; e < LANES; e++) factor[e] = inverse[(factor[e] > TOP ? TOP : factor[e]) >> INVERSE_SHIFT];
  for (int i = 0; i < SIZE; i++)
    for (int e = 0; e < LANES; e++) y[i][e] = settled<SHIFT>(std::int64_t(terms[i][e]) * factor[e]);
}
