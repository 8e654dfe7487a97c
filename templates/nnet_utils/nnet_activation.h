// Activations that compare and multiply. Values are exact until they are assigned to res_T.
#ifndef NNET_ACTIVATION_H_
#define NNET_ACTIVATION_H_

#include "nnet_common.h"

namespace nnet {

template <class x_T, class res_T, class CONFIG_T>
void quantize(const x_T x[CONFIG_T::n], res_T res[CONFIG_T::n]) {
    #pragma HLS INLINE
    copy<x_T, res_T, CONFIG_T::n>(x, res);
}

/// scale where x >= 0, -scale elsewhere.
template <class x_T, class res_T, class CONFIG_T>
void sign(const x_T x[CONFIG_T::n], res_T res[CONFIG_T::n], const typename CONFIG_T::scale_t scale[1]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n; i++) {
        #pragma HLS UNROLL
        if (x[i] < 0)
            res[i] = -scale[0];
        else
            res[i] = scale[0];
    }
}

template <class x_T, class res_T, class CONFIG_T>
void relu(const x_T x[CONFIG_T::n], res_T res[CONFIG_T::n]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n; i++) {
        #pragma HLS UNROLL
        if (x[i] > 0)
            res[i] = x[i];
        else
            res[i] = 0;
    }
}

/// x where it is positive, alpha * x elsewhere; the slopes repeat along x.
template <class x_T, class res_T, class CONFIG_T>
void prelu(const x_T x[CONFIG_T::n], res_T res[CONFIG_T::n],
           const typename CONFIG_T::alpha_t alpha[CONFIG_T::n_alpha]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n; i++) {
        #pragma HLS UNROLL
        if (x[i] > 0)
            res[i] = x[i];
        else
            res[i] = alpha[i % CONFIG_T::n_alpha] * x[i];
    }
}

template <class x_T, class res_T, class CONFIG_T>
void thresholded_relu(const x_T x[CONFIG_T::n], res_T res[CONFIG_T::n], const typename CONFIG_T::theta_t theta[1]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n; i++) {
        #pragma HLS UNROLL
        if (x[i] > theta[0])
            res[i] = x[i];
        else
            res[i] = 0;
    }
}

template <class x_T, class res_T, class CONFIG_T>
void clip(const x_T x[CONFIG_T::n], res_T res[CONFIG_T::n], const typename CONFIG_T::lowest_t lowest[1],
          const typename CONFIG_T::highest_t highest[1]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n; i++) {
        #pragma HLS UNROLL
        if (x[i] < lowest[0])
            res[i] = lowest[0];
        else if (x[i] > highest[0])
            res[i] = highest[0];
        else
            res[i] = x[i];
    }
}

}  // namespace nnet

#endif
