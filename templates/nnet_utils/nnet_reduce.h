// Reductions over axes: the elements are visited in row-major order by four nested loops, in which the output moves on
// by its own step, 0 along reduced axes.
#ifndef NNET_REDUCE_H_
#define NNET_REDUCE_H_

#include "nnet_common.h"

namespace nnet {

/// acc[o] = f(acc[o], x[i], whether x[i] is the first of o) for each element i that makes output o.
template <class CONFIG_T, class x_T, class F> void reduce_elements(const x_T *x, typename CONFIG_T::accum_t *acc, F f) {
    #pragma HLS INLINE
    typedef CONFIG_T C;
    bool started[C::n_out] = {};
    #pragma HLS ARRAY_PARTITION variable=started complete
    unsigned i = 0;
    for (unsigned i0 = 0; i0 < C::n0; i0++) {
        #pragma HLS UNROLL
        for (unsigned i1 = 0; i1 < C::n1; i1++) {
            #pragma HLS UNROLL
            for (unsigned i2 = 0; i2 < C::n2; i2++) {
                #pragma HLS UNROLL
                for (unsigned i3 = 0; i3 < C::n3; i3++) {
                    #pragma HLS UNROLL
                    const unsigned o = i0 * C::y0 + i1 * C::y1 + i2 * C::y2 + i3 * C::y3;
                    acc[o] = f(acc[o], x[i++], !started[o]);
                    started[o] = true;
                }
            }
        }
    }
}

/// The term, and then the sum, assigned to the accumulator's type.
struct add_term {
    template <class acc_T, class x_T> acc_T operator()(const acc_T &acc, const x_T &x, bool) const {
        return acc_T(acc + acc_T(x));
    }
};
/// The sum alone assigned to the accumulator's type, as in average pooling.
struct add_whole_term {
    template <class acc_T, class x_T> acc_T operator()(const acc_T &acc, const x_T &x, bool) const {
        return acc_T(acc + x);
    }
};
struct add_square {
    template <class acc_T, class x_T> acc_T operator()(const acc_T &acc, const x_T &x, bool) const {
        return acc_T(acc + acc_T(x * x));
    }
};
struct keep_greater {
    template <class acc_T, class x_T> acc_T operator()(const acc_T &acc, const x_T &x, bool first) const {
        return first || acc < x ? acc_T(x) : acc;
    }
};
struct keep_smaller {
    template <class acc_T, class x_T> acc_T operator()(const acc_T &acc, const x_T &x, bool first) const {
        return first || x < acc ? acc_T(x) : acc;
    }
};

/// y[o] = what `F` makes of the elements of o, starting from 0.
template <class F, class CONFIG_T, class x_T, class res_T> void reduce_with(const x_T *x, res_T *y) {
    #pragma HLS INLINE
    typename CONFIG_T::accum_t acc[CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=acc complete
    for (unsigned o = 0; o < CONFIG_T::n_out; o++) acc[o] = 0;
    reduce_elements<CONFIG_T>(x, acc, F());
    for (unsigned o = 0; o < CONFIG_T::n_out; o++) y[o] = acc[o];
}

template <class x_T, class res_T, class CONFIG_T>
void reduce_sum(const x_T x[CONFIG_T::n_in], res_T y[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE
    reduce_with<add_term, CONFIG_T>(x, y);
}

template <class x_T, class res_T, class CONFIG_T>
void reduce_sum_square(const x_T x[CONFIG_T::n_in], res_T y[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE
    reduce_with<add_square, CONFIG_T>(x, y);
}

/// The quotient is truncated toward zero at the accumulator's last bit.
template <class x_T, class res_T, class CONFIG_T>
void reduce_mean(const x_T x[CONFIG_T::n_in], res_T y[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE
    typename CONFIG_T::accum_t sums[CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=sums complete
    reduce_with<add_whole_term, CONFIG_T>(x, sums);
    const ap_uint<32> count = CONFIG_T::n_in / CONFIG_T::n_out;
    for (unsigned o = 0; o < CONFIG_T::n_out; o++) y[o] = sums[o] / count;
}

template <class x_T, class res_T, class CONFIG_T>
void reduce_max(const x_T x[CONFIG_T::n_in], res_T y[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE
    reduce_with<keep_greater, CONFIG_T>(x, y);
}

template <class x_T, class res_T, class CONFIG_T>
void reduce_min(const x_T x[CONFIG_T::n_in], res_T y[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE
    reduce_with<keep_smaller, CONFIG_T>(x, y);
}

}  // namespace nnet

#endif
