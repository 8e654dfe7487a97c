// Pooling, channels last; a 1-D input is one row high. Pads are never pooled.
#ifndef NNET_POOLING_H_
#define NNET_POOLING_H_

#include "nnet_common.h"
#include "nnet_window.h"

namespace nnet {

/// The greatest pixel under the window of output (oy, ox).
template <class CONFIG_T, class x_T> x_T window_max(const x_T *x, unsigned oy, unsigned ox, unsigned c) {
    #pragma HLS INLINE
    typedef CONFIG_T C;
    x_T best = 0;
    bool found = false;
    for (unsigned ky = 0; ky < C::filt_height; ky++) {
        #pragma HLS UNROLL
        for (unsigned kx = 0; kx < C::filt_width; kx++) {
            #pragma HLS UNROLL
            const int pixel = pixel_under<C>(oy, ox, ky, kx);
            if (pixel >= 0 && (!found || best < x[pixel * C::n_chan + c])) {
                best = x[pixel * C::n_chan + c];
                found = true;
            }
        }
    }
    return best;
}

/// Sum of the pixels under the window of output (oy, ox), in the accumulator's type.
template <class CONFIG_T, class x_T>
typename CONFIG_T::accum_t window_sum(const x_T *x, unsigned oy, unsigned ox, unsigned c) {
    #pragma HLS INLINE
    typedef CONFIG_T C;
    typename C::accum_t sum = 0;
    for (unsigned ky = 0; ky < C::filt_height; ky++) {
        #pragma HLS UNROLL
        for (unsigned kx = 0; kx < C::filt_width; kx++) {
            #pragma HLS UNROLL
            const int pixel = pixel_under<C>(oy, ox, ky, kx);
            if (pixel >= 0) sum = sum + x[pixel * C::n_chan + c];
        }
    }
    return sum;
}

/// Positions along one axis of a window that starts at `start` and fall into [-before, length + after).
inline unsigned counted_positions(int start, unsigned filt, unsigned dilation, int before, int end) {
    #pragma HLS INLINE
    unsigned count = 0;
    for (unsigned k = 0; k < filt; k++) {
        #pragma HLS UNROLL
        const int at = start + int(k * dilation);
        if (at >= -before && at < end) count++;
    }
    return count;
}

/// What the sum under output (oy, ox) is divided by.
template <class CONFIG_T> unsigned window_count(unsigned oy, unsigned ox) {
    #pragma HLS INLINE
    typedef CONFIG_T C;
    return counted_positions(int(oy * C::stride_height) - int(C::pad_height), C::filt_height, C::dilation_height,
                             C::count_before_height, C::in_height + C::count_after_height) *
           counted_positions(int(ox * C::stride_width) - int(C::pad_width), C::filt_width, C::dilation_width,
                             C::count_before_width, C::in_width + C::count_after_width);
}

template <class x_T, class res_T, class CONFIG_T>
void pool_max(const x_T x[CONFIG_T::n_x], res_T y[CONFIG_T::n_y]) {
    #pragma HLS PIPELINE
    typedef CONFIG_T C;
    for (unsigned oy = 0; oy < C::out_height; oy++) {
        for (unsigned ox = 0; ox < C::out_width; ox++) {
            for (unsigned c = 0; c < C::n_chan; c++) {
                #pragma HLS UNROLL
                const typename C::accum_t best = window_max<C>(x, oy, ox, c);
                y[(oy * C::out_width + ox) * C::n_chan + c] = best;
            }
        }
    }
}

/// The quotient is truncated toward zero at the accumulator's last bit.
template <class x_T, class res_T, class CONFIG_T>
void pool_average(const x_T x[CONFIG_T::n_x], res_T y[CONFIG_T::n_y]) {
    #pragma HLS PIPELINE
    typedef CONFIG_T C;
    for (unsigned oy = 0; oy < C::out_height; oy++) {
        for (unsigned ox = 0; ox < C::out_width; ox++) {
            const ap_uint<32> count = window_count<C>(oy, ox);
            for (unsigned c = 0; c < C::n_chan; c++) {
                #pragma HLS UNROLL
                y[(oy * C::out_width + ox) * C::n_chan + c] = window_sum<C>(x, oy, ox, c) / count;
            }
        }
    }
}

}  // namespace nnet

#endif
