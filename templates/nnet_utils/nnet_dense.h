// Matrix-vector products with constant weights, for each of n_rows rows of the input.
#ifndef NNET_DENSE_H_
#define NNET_DENSE_H_

#include "nnet_linear.h"

namespace nnet {

/// y[r][j] = bias[j] + sum over i of x[r][i] * w[i][j], added in the order of `P`.
template <class P, class CONFIG_T, class x_T, class res_T, class w_T, class B>
void dense_rows(const x_T *x, res_T *y, const w_T *w, const B &bias) {
    #pragma HLS INLINE
    for (unsigned row = 0; row < CONFIG_T::n_rows; row++) {
        typename CONFIG_T::accum_t acc[CONFIG_T::n_out];
        #pragma HLS ARRAY_PARTITION variable=acc complete
        start_sums<CONFIG_T>(acc, bias, 0);
        P::template add<CONFIG_T>(acc, x, row * CONFIG_T::n_in, w, 0);
        for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
            #pragma HLS UNROLL
            y[row * CONFIG_T::n_out + j] = acc[j];
        }
    }
}

/// A new input every reuse_factor cycles; multipliers are limited to what that needs.
template <class x_T, class res_T, class CONFIG_T, class B = no_bias>
void dense_latency(const x_T x[CONFIG_T::n_rows * CONFIG_T::n_in], res_T y[CONFIG_T::n_rows * CONFIG_T::n_out],
                   const typename CONFIG_T::weight_t weight[CONFIG_T::n_in * CONFIG_T::n_out],
                   const B &bias = B()) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ARRAY_PARTITION variable=weight complete
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit
    dense_rows<parallel_products, CONFIG_T>(x, y, weight, bias);
}

/// One multiplier a weight, or none where the weight is a constant that needs none.
template <class x_T, class res_T, class CONFIG_T, class B = no_bias>
void dense_unrolled(const x_T x[CONFIG_T::n_rows * CONFIG_T::n_in], res_T y[CONFIG_T::n_rows * CONFIG_T::n_out],
                    const typename CONFIG_T::weight_t weight[CONFIG_T::n_in * CONFIG_T::n_out],
                    const B &bias = B()) {
    #pragma HLS PIPELINE II=1
    #pragma HLS ARRAY_PARTITION variable=weight complete
    dense_rows<parallel_products, CONFIG_T>(x, y, weight, bias);
}

/// One multiplier for reuse_factor weights, which lie in a memory as wide as one cycle needs.
template <class x_T, class res_T, class CONFIG_T, class B = no_bias>
void dense_resource(const x_T x[CONFIG_T::n_rows * CONFIG_T::n_in], res_T y[CONFIG_T::n_rows * CONFIG_T::n_out],
                    const typename CONFIG_T::weight_t weight[CONFIG_T::n_steps * CONFIG_T::n_lanes],
                    const B &bias = B()) {
    #pragma HLS ARRAY_RESHAPE variable=weight cyclic factor=CONFIG_T::n_lanes
    dense_rows<reused_products, CONFIG_T>(x, y, weight, bias);
}

}  // namespace nnet

#endif
