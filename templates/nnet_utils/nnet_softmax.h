// Softmax along the middle axis of [n_outer, n_slice, n_inner], through literal tables of exponentials and reciprocals.
#ifndef NNET_SOFTMAX_H_
#define NNET_SOFTMAX_H_

#include "nnet_table.h"

namespace nnet {

/// Adds n values in pairs, each sum assigned to T; the left part is the largest power of two below n.
template <class T, unsigned n> struct adder_tree {
    static T sum(const T x[n]) {
        #pragma HLS INLINE
        return adder_tree<T, left(1)>::sum(x) + adder_tree<T, n - left(1)>::sum(x + left(1));
    }
    static constexpr unsigned left(unsigned power) { return 2 * power < n ? left(2 * power) : power; }
};

template <class T> struct adder_tree<T, 1> {
    static T sum(const T x[1]) {
        #pragma HLS INLINE
        return x[0];
    }
};

template <class x_T, unsigned n> unsigned first_maximum(const x_T x[n]) {
    #pragma HLS INLINE
    unsigned best = 0;
    for (unsigned i = 1; i < n; i++) {
        #pragma HLS UNROLL
        if (x[i] > x[best]) best = i;
    }
    return best;
}

template <class CONFIG_T>
typename CONFIG_T::accum_t exponential(const typename CONFIG_T::difference_t &d,
                                       const typename CONFIG_T::exp_table_t table[CONFIG_T::exp_size]) {
    #pragma HLS INLINE
    return table[table_position<typename CONFIG_T::exp_mantissa_t, typename CONFIG_T::exp_quotient_t>(
        d, CONFIG_T::exp_multiplier, CONFIG_T::exp_offset, CONFIG_T::exp_size)];
}

template <class CONFIG_T>
typename CONFIG_T::inv_table_t reciprocal(const typename CONFIG_T::accum_t &sum,
                                          const typename CONFIG_T::inv_table_t table[CONFIG_T::inv_size]) {
    #pragma HLS INLINE
    const typename CONFIG_T::inverse_input_t s = sum;
    return table[table_position<typename CONFIG_T::inv_mantissa_t, typename CONFIG_T::inv_quotient_t>(
        s, CONFIG_T::inv_multiplier, CONFIG_T::inv_offset, CONFIG_T::inv_size)];
}

/// Exponentials of one slice times the reciprocal of their sum.
template <class CONFIG_T, class res_T>
void normalize_slice(const typename CONFIG_T::difference_t d[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice],
                     const typename CONFIG_T::exp_table_t exp_table[CONFIG_T::exp_size],
                     const typename CONFIG_T::inv_table_t inv_table[CONFIG_T::inv_size]) {
    #pragma HLS INLINE
    typename CONFIG_T::accum_t e[CONFIG_T::n_slice];
    #pragma HLS ARRAY_PARTITION variable=e complete
    for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
        #pragma HLS UNROLL
        e[i] = exponential<CONFIG_T>(d[i], exp_table);
    }
    const typename CONFIG_T::inv_table_t factor =
        reciprocal<CONFIG_T>(adder_tree<typename CONFIG_T::accum_t, CONFIG_T::n_slice>::sum(e), inv_table);
    for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
        #pragma HLS UNROLL
        res[i] = e[i] * factor;
    }
}

/// Arguments max - x, never negative.
struct stable_slice {
    template <class CONFIG_T, class x_T, class res_T>
    static void run(const x_T x[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice],
                    const typename CONFIG_T::exp_table_t exp_table[CONFIG_T::exp_size],
                    const typename CONFIG_T::inv_table_t inv_table[CONFIG_T::inv_size]) {
        #pragma HLS INLINE
        const x_T max = x[first_maximum<x_T, CONFIG_T::n_slice>(x)];
        typename CONFIG_T::difference_t d[CONFIG_T::n_slice];
        #pragma HLS ARRAY_PARTITION variable=d complete
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
            #pragma HLS UNROLL
            d[i] = CONFIG_T::signed_difference ? x[i] - max : max - x[i];
        }
        normalize_slice<CONFIG_T>(d, res, exp_table, inv_table);
    }
};

/// Arguments x themselves: shorter, but e^x may overflow.
struct latency_slice {
    template <class CONFIG_T, class x_T, class res_T>
    static void run(const x_T x[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice],
                    const typename CONFIG_T::exp_table_t exp_table[CONFIG_T::exp_size],
                    const typename CONFIG_T::inv_table_t inv_table[CONFIG_T::inv_size]) {
        #pragma HLS INLINE
        typename CONFIG_T::difference_t d[CONFIG_T::n_slice];
        #pragma HLS ARRAY_PARTITION variable=d complete
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
            #pragma HLS UNROLL
            d[i] = x[i];
        }
        normalize_slice<CONFIG_T>(d, res, exp_table, inv_table);
    }
};

/// 1 / sum of e^(x_j - x_i): no product, but as many tables as pairs.
struct legacy_slice {
    template <class CONFIG_T, class x_T, class res_T>
    static void run(const x_T x[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice],
                    const typename CONFIG_T::exp_table_t exp_table[CONFIG_T::exp_size],
                    const typename CONFIG_T::inv_table_t inv_table[CONFIG_T::inv_size]) {
        #pragma HLS INLINE
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
            #pragma HLS UNROLL
            typename CONFIG_T::accum_t sum = 0;
            for (unsigned j = 0; j < CONFIG_T::n_slice; j++) {
                #pragma HLS UNROLL
                const typename CONFIG_T::difference_t d = x[j] - x[i];
                const typename CONFIG_T::accum_t one = 1;
                sum += i == j ? one : exponential<CONFIG_T>(d, exp_table);
            }
            res[i] = reciprocal<CONFIG_T>(sum, inv_table);
        }
    }
};

/// 1 at the first maximum, 0 elsewhere.
struct argmax_slice {
    template <class CONFIG_T, class x_T, class res_T>
    static void run(const x_T x[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice]) {
        #pragma HLS INLINE
        const unsigned best = first_maximum<x_T, CONFIG_T::n_slice>(x);
        for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
            #pragma HLS UNROLL
            res[i] = i == best ? 1 : 0;
        }
    }
};

/// Runs an implementation on every slice of the tensor.
template <class IMPLEMENTATION, class CONFIG_T, class x_T, class res_T, class... tables_T>
void for_each_slice(const x_T *x, res_T *res, const tables_T *...tables) {
    #pragma HLS INLINE
    for (unsigned outer = 0; outer < CONFIG_T::n_outer; outer++) {
        #pragma HLS UNROLL
        for (unsigned inner = 0; inner < CONFIG_T::n_inner; inner++) {
            #pragma HLS UNROLL
            const unsigned start = outer * CONFIG_T::n_slice * CONFIG_T::n_inner + inner;
            x_T slice[CONFIG_T::n_slice];
            res_T slice_res[CONFIG_T::n_slice];
            #pragma HLS ARRAY_PARTITION variable=slice complete
            #pragma HLS ARRAY_PARTITION variable=slice_res complete
            for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
                #pragma HLS UNROLL
                slice[i] = x[start + i * CONFIG_T::n_inner];
            }
            IMPLEMENTATION::template run<CONFIG_T>(slice, slice_res, tables...);
            for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
                #pragma HLS UNROLL
                res[start + i * CONFIG_T::n_inner] = slice_res[i];
            }
        }
    }
}

template <class x_T, class res_T, class CONFIG_T>
void softmax_stable(const x_T *x, res_T *res, const typename CONFIG_T::exp_table_t *exp_table,
                    const typename CONFIG_T::inv_table_t *inv_table) {
    #pragma HLS INLINE
    for_each_slice<stable_slice, CONFIG_T>(x, res, exp_table, inv_table);
}

template <class x_T, class res_T, class CONFIG_T>
void softmax_latency(const x_T *x, res_T *res, const typename CONFIG_T::exp_table_t *exp_table,
                     const typename CONFIG_T::inv_table_t *inv_table) {
    #pragma HLS INLINE
    for_each_slice<latency_slice, CONFIG_T>(x, res, exp_table, inv_table);
}

template <class x_T, class res_T, class CONFIG_T>
void softmax_legacy(const x_T *x, res_T *res, const typename CONFIG_T::exp_table_t *exp_table,
                    const typename CONFIG_T::inv_table_t *inv_table) {
    #pragma HLS INLINE
    for_each_slice<legacy_slice, CONFIG_T>(x, res, exp_table, inv_table);
}

template <class x_T, class res_T, class CONFIG_T> void softmax_argmax(const x_T *x, res_T *res) {
    #pragma HLS INLINE
    for_each_slice<argmax_slice, CONFIG_T>(x, res);
}

}  // namespace nnet

#endif
