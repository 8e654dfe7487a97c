// Elements put elsewhere by constant positions: wires, no logic but what the assignment to res_T asks for.
#ifndef NNET_MOVES_H_
#define NNET_MOVES_H_

#include "nnet_common.h"

namespace nnet {

template <class x_T, class res_T, class CONFIG_T>
void reshape(const x_T x[CONFIG_T::n], res_T res[CONFIG_T::n]) {
    #pragma HLS INLINE
    copy<x_T, res_T, CONFIG_T::n>(x, res);
}

template <class x_T, class res_T, class CONFIG_T>
void permute(const x_T x[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
             const typename CONFIG_T::order_t order[CONFIG_T::n_out]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n_out; i++) {
        #pragma HLS UNROLL
        res[i] = x[order[i].to_int()];
    }
}

/// order is -1 where the value goes.
template <class x_T, class res_T, class CONFIG_T>
void pad(const x_T x[CONFIG_T::n_in], res_T res[CONFIG_T::n_out], const typename CONFIG_T::value_t value[1],
         const typename CONFIG_T::order_t order[CONFIG_T::n_out]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < CONFIG_T::n_out; i++) {
        #pragma HLS UNROLL
        if (order[i] < 0)
            res[i] = value[0];
        else
            res[i] = x[order[i].to_int()];
    }
}

/// n_outer times n_a elements of a, then n_b of b.
template <class a_T, class b_T, class res_T, class CONFIG_T>
void concat(const a_T a[CONFIG_T::n_outer * CONFIG_T::n_a], const b_T b[CONFIG_T::n_outer * CONFIG_T::n_b],
            res_T res[CONFIG_T::n_outer * (CONFIG_T::n_a + CONFIG_T::n_b)]) {
    #pragma HLS INLINE
    for (unsigned outer = 0; outer < CONFIG_T::n_outer; outer++) {
        #pragma HLS UNROLL
        const unsigned start = outer * (CONFIG_T::n_a + CONFIG_T::n_b);
        for (unsigned i = 0; i < CONFIG_T::n_a; i++) {
            #pragma HLS UNROLL
            res[start + i] = a[outer * CONFIG_T::n_a + i];
        }
        for (unsigned i = 0; i < CONFIG_T::n_b; i++) {
            #pragma HLS UNROLL
            res[start + CONFIG_T::n_a + i] = b[outer * CONFIG_T::n_b + i];
        }
    }
}

}  // namespace nnet

#endif
