// What all kernels include: the fixed-point types, and moves of whole arrays.
#ifndef NNET_COMMON_H_
#define NNET_COMMON_H_

#include "ap_fixed.h"
#include "ap_int.h"

// `bxc verify` names a header in BXC_TRACE that records every layer's raw integers; elsewhere the traces are nothing.
#ifdef BXC_TRACE
#include BXC_TRACE
#define NNET_TRACE(array, size) nnet::trace(array, size)
#else
#define NNET_TRACE(array, size)
#endif

namespace nnet {

/// Copies n elements; each is assigned to the type of the destination.
template <class src_T, class dst_T, unsigned n> void copy(const src_T src[n], dst_T dst[n]) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < n; i++) {
        #pragma HLS UNROLL
        dst[i] = src[i];
    }
}

/// Writes n elements to two arrays, so that each has one reader.
template <class T, unsigned n> void clone(const T src[n], T first[n], T second[n]) {
    #pragma HLS INLINE off
    for (unsigned i = 0; i < n; i++) {
        #pragma HLS UNROLL
        first[i] = src[i];
        second[i] = src[i];
    }
}

}  // namespace nnet

#endif
