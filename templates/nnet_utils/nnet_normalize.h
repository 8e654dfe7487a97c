// Scale and offset by constants: batch normalisation and arithmetic with one constant operand.
#ifndef NNET_NORMALIZE_H_
#define NNET_NORMALIZE_H_

#include "nnet_common.h"

namespace nnet {

/// y[i] = x[i] * scale[i mod n_scale] + bias[i mod n_bias]; the only rounding is the assignment to y.
template <class x_T, class res_T, class CONFIG_T>
void normalize(const x_T x[CONFIG_T::n_in], res_T y[CONFIG_T::n_in],
               const typename CONFIG_T::scale_t scale[CONFIG_T::n_scale],
               const typename CONFIG_T::bias_t bias[CONFIG_T::n_bias]) {
    #pragma HLS PIPELINE
    #pragma HLS ARRAY_PARTITION variable=scale complete
    #pragma HLS ARRAY_PARTITION variable=bias complete
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        #pragma HLS UNROLL
        y[i] = x[i] * scale[i % CONFIG_T::n_scale] + bias[i % CONFIG_T::n_bias];
    }
}

}  // namespace nnet

#endif
