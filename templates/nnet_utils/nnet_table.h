// Functions by literal tables.
#ifndef NNET_TABLE_H_
#define NNET_TABLE_H_

#include "nnet_common.h"

namespace nnet {

/// Which of `size` entries x selects: m * multiplier / 2^shift + offset, held within the table. m is the raw integer of
/// x; mantissa_T gives the same bits a binary point `shift` places from the right, quotient_T has none behind it and
/// rounds as the division does.
template <class mantissa_T, class quotient_T, class x_T>
int table_position(const x_T &x, int multiplier, int offset, int size) {
    #pragma HLS INLINE
    mantissa_T m = 0;
    m.range(mantissa_T::width - 1, 0) = x.range(mantissa_T::width - 1, 0);
    const quotient_T quotient = m * multiplier;
    if (quotient < -offset) return 0;
    if (quotient > size - 1 - offset) return size - 1;
    return quotient.to_int() + offset;
}

template <class x_T, class res_T, class CONFIG_T>
void lookup(const x_T x[CONFIG_T::n], res_T res[CONFIG_T::n], const typename CONFIG_T::table_t table[CONFIG_T::size]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n; i++) {
        #pragma HLS UNROLL
        res[i] = table[table_position<typename CONFIG_T::mantissa_t, typename CONFIG_T::quotient_t>(
            x[i], CONFIG_T::multiplier, CONFIG_T::offset, CONFIG_T::size)];
    }
}

/// positive * x where x >= 0, alpha * (an entry of the table) elsewhere.
template <class x_T, class res_T, class CONFIG_T>
void elu(const x_T x[CONFIG_T::n], res_T res[CONFIG_T::n], const typename CONFIG_T::positive_t positive[1],
         const typename CONFIG_T::alpha_t alpha[1], const typename CONFIG_T::table_t table[CONFIG_T::size]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n; i++) {
        #pragma HLS UNROLL
        if (x[i] < 0)
            res[i] = alpha[0] * table[table_position<typename CONFIG_T::mantissa_t, typename CONFIG_T::quotient_t>(
                                    x[i], CONFIG_T::multiplier, CONFIG_T::offset, CONFIG_T::size)];
        else
            res[i] = positive[0] * x[i];
    }
}

}  // namespace nnet

#endif
