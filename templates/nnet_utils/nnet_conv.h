// Convolution with constant weights, channels last; a 1-D input is one row high.
#ifndef NNET_CONV_H_
#define NNET_CONV_H_

#include "nnet_linear.h"
#include "nnet_window.h"

namespace nnet {

/// Pixels under the window of output (oy, ox), channels of one group: window[ky][kx][n_chan], zero outside the input.
template <class CONFIG_T, class x_T> void gather_window(const x_T *x, x_T *window, unsigned oy, unsigned ox, unsigned g) {
    #pragma HLS INLINE
    typedef CONFIG_T C;
    unsigned i = 0;
    for (unsigned ky = 0; ky < C::filt_height; ky++) {
        #pragma HLS UNROLL
        for (unsigned kx = 0; kx < C::filt_width; kx++) {
            #pragma HLS UNROLL
            const int pixel = pixel_under<C>(oy, ox, ky, kx);
            for (unsigned c = 0; c < C::n_chan; c++) {
                #pragma HLS UNROLL
                window[i++] = pixel < 0 ? x_T(0) : x[(pixel * C::n_groups + g) * C::n_chan + c];
            }
        }
    }
}

/// y[oy][ox][g][m] = bias[g][m] + the products of a window with w[g], added in the order of `P`.
template <class P, class CONFIG_T, class x_T, class res_T, class w_T, class B>
void conv_pixels(const x_T *x, res_T *y, const w_T *w, const B &bias) {
    #pragma HLS INLINE
    typedef CONFIG_T C;
    for (unsigned oy = 0; oy < C::out_height; oy++) {
        for (unsigned ox = 0; ox < C::out_width; ox++) {
            for (unsigned g = 0; g < C::n_groups; g++) {
                x_T window[C::n_in];
                #pragma HLS ARRAY_PARTITION variable=window complete
                typename C::accum_t acc[C::n_out];
                #pragma HLS ARRAY_PARTITION variable=acc complete
                gather_window<C>(x, window, oy, ox, g);
                start_sums<C>(acc, bias, g * C::n_out);
                P::template add<C>(acc, window, 0, w, g);
                for (unsigned m = 0; m < C::n_out; m++) {
                    #pragma HLS UNROLL
                    y[((oy * C::out_width + ox) * C::n_groups + g) * C::n_out + m] = acc[m];
                }
            }
        }
    }
}

/// A new input every reuse_factor cycles; multipliers are limited to what that needs.
template <class x_T, class res_T, class CONFIG_T, class B = no_bias>
void conv_latency(const x_T x[CONFIG_T::n_x], res_T y[CONFIG_T::n_y],
                  const typename CONFIG_T::weight_t weight[CONFIG_T::n_groups * CONFIG_T::n_in * CONFIG_T::n_out],
                  const B &bias = B()) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ARRAY_PARTITION variable=weight complete
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit
    conv_pixels<parallel_products, CONFIG_T>(x, y, weight, bias);
}

/// All pixels at once, each weight with a multiplier of its own.
template <class x_T, class res_T, class CONFIG_T, class B = no_bias>
void conv_unrolled(const x_T x[CONFIG_T::n_x], res_T y[CONFIG_T::n_y],
                   const typename CONFIG_T::weight_t weight[CONFIG_T::n_groups * CONFIG_T::n_in * CONFIG_T::n_out],
                   const B &bias = B()) {
    #pragma HLS PIPELINE II=1
    #pragma HLS ARRAY_PARTITION variable=weight complete
    conv_pixels<parallel_products, CONFIG_T>(x, y, weight, bias);
}

/// Pixel after pixel on the multipliers of one window, each of which serves reuse_factor weights.
template <class x_T, class res_T, class CONFIG_T, class B = no_bias>
void conv_resource(const x_T x[CONFIG_T::n_x], res_T y[CONFIG_T::n_y],
                   const typename CONFIG_T::weight_t weight[CONFIG_T::n_groups * CONFIG_T::n_steps * CONFIG_T::n_lanes],
                   const B &bias = B()) {
    #pragma HLS ARRAY_RESHAPE variable=weight cyclic factor=CONFIG_T::n_lanes
    conv_pixels<reused_products, CONFIG_T>(x, y, weight, bias);
}

}  // namespace nnet

#endif
