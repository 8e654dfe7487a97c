// Sums of products with constant weights, in the order in which the simulation adds them: what dense and convolution
// kernels have in common.
#ifndef NNET_LINEAR_H_
#define NNET_LINEAR_H_

#include "nnet_common.h"

namespace nnet {

/// acc + x * w, the product and then the sum assigned to the accumulator's type. A zero weight adds nothing.
template <class accum_T, class x_T, class w_T> accum_T multiply_add(const accum_T &acc, const x_T &x, const w_T &w) {
    #pragma HLS INLINE
    if (w == 0) return acc;
    return accum_T(acc + accum_T(x * w));
}

/// The bias of a layer that has none.
struct no_bias {
    int operator[](unsigned) const { return 0; }
};

/// acc[n_out], each started from its bias.
template <class CONFIG_T, class accum_T, class B> void start_sums(accum_T *acc, const B &bias, unsigned first) {
    #pragma HLS INLINE
    for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
        #pragma HLS UNROLL
        acc[j] = accum_T(bias[first + j]);
    }
}

/// All products at once, weights [group][n_in][n_out]; multipliers are shared only as far as the caller limits them.
struct parallel_products {
    template <class CONFIG_T, class accum_T, class x_T, class w_T>
    static void add(accum_T *acc, const x_T *x, unsigned first, const w_T *w, unsigned group) {
        #pragma HLS INLINE
        for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
            #pragma HLS UNROLL
            for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
                #pragma HLS UNROLL
                acc[j] = multiply_add(acc[j], x[first + i], w[(group * CONFIG_T::n_in + i) * CONFIG_T::n_out + j]);
            }
        }
    }
};

/// n_lanes multipliers for n_steps cycles, one row of the weights [group][n_steps][n_lanes] a cycle. Lane l of step s
/// serves product s + l * n_steps of those numbered by output, then input (inputs padded to n_padded).
struct reused_products {
    template <class CONFIG_T, class accum_T, class x_T, class w_T>
    static void add(accum_T *acc, const x_T *x, unsigned first, const w_T *w, unsigned group) {
        #pragma HLS INLINE
        typedef CONFIG_T C;
        for (unsigned step = 0; step < C::n_steps; step++) {
            #pragma HLS PIPELINE II=1 rewind
            for (unsigned lane = 0; lane < C::n_lanes; lane++) {
                #pragma HLS UNROLL
                const unsigned i = step % C::n_padded + lane * C::n_steps % C::n_padded;
                const unsigned j = step / C::n_padded + lane * C::n_steps / C::n_padded;
                if (i < C::n_in && j < C::n_out)
                    acc[j] = multiply_add(acc[j], x[first + i], w[(group * C::n_steps + step) * C::n_lanes + lane]);
            }
        }
    }
};

}  // namespace nnet

#endif
