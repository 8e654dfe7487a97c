// Two arrays element by element, broadcast as numpy does.
#ifndef NNET_MERGE_H_
#define NNET_MERGE_H_

#include "nnet_common.h"

namespace nnet {

/// y = f(a, b, y) over four nested loops; each operand moves on by its own step, 0 where it is broadcast.
template <class CONFIG_T, class a_T, class b_T, class res_T, class F>
void merge_elements(const a_T *a, const b_T *b, res_T *y, F f) {
    #pragma HLS INLINE
    typedef CONFIG_T C;
    unsigned i = 0;
    for (unsigned i0 = 0; i0 < C::n0; i0++) {
        #pragma HLS UNROLL
        for (unsigned i1 = 0; i1 < C::n1; i1++) {
            #pragma HLS UNROLL
            for (unsigned i2 = 0; i2 < C::n2; i2++) {
                #pragma HLS UNROLL
                for (unsigned i3 = 0; i3 < C::n3; i3++) {
                    #pragma HLS UNROLL
                    f(a[i0 * C::a0 + i1 * C::a1 + i2 * C::a2 + i3 * C::a3],
                      b[i0 * C::b0 + i1 * C::b1 + i2 * C::b2 + i3 * C::b3], y[i++]);
                }
            }
        }
    }
}

struct add_values {
    template <class a_T, class b_T, class y_T> void operator()(const a_T &a, const b_T &b, y_T &y) const { y = a + b; }
};
struct sub_values {
    template <class a_T, class b_T, class y_T> void operator()(const a_T &a, const b_T &b, y_T &y) const { y = a - b; }
};
struct mul_values {
    template <class a_T, class b_T, class y_T> void operator()(const a_T &a, const b_T &b, y_T &y) const { y = a * b; }
};
/// Truncates toward zero at the fraction bits that the dividend's type gives; x / 0 is 0.
template <class dividend_T> struct div_values {
    template <class a_T, class b_T, class y_T> void operator()(const a_T &a, const b_T &b, y_T &y) const {
        if (b == 0)
            y = 0;
        else
            y = dividend_T(a) / b;
    }
};
struct max_values {
    template <class a_T, class b_T, class y_T> void operator()(const a_T &a, const b_T &b, y_T &y) const {
        if (a < b)
            y = b;
        else
            y = a;
    }
};
struct min_values {
    template <class a_T, class b_T, class y_T> void operator()(const a_T &a, const b_T &b, y_T &y) const {
        if (b < a)
            y = b;
        else
            y = a;
    }
};

template <class a_T, class b_T, class res_T, class CONFIG_T>
void merge_add(const a_T a[CONFIG_T::n_a], const b_T b[CONFIG_T::n_b], res_T y[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE
    merge_elements<CONFIG_T>(a, b, y, add_values());
}

template <class a_T, class b_T, class res_T, class CONFIG_T>
void merge_sub(const a_T a[CONFIG_T::n_a], const b_T b[CONFIG_T::n_b], res_T y[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE
    merge_elements<CONFIG_T>(a, b, y, sub_values());
}

template <class a_T, class b_T, class res_T, class CONFIG_T>
void merge_mul(const a_T a[CONFIG_T::n_a], const b_T b[CONFIG_T::n_b], res_T y[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE
    merge_elements<CONFIG_T>(a, b, y, mul_values());
}

template <class a_T, class b_T, class res_T, class CONFIG_T>
void merge_div(const a_T a[CONFIG_T::n_a], const b_T b[CONFIG_T::n_b], res_T y[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE
    merge_elements<CONFIG_T>(a, b, y, div_values<typename CONFIG_T::dividend_t>());
}

template <class a_T, class b_T, class res_T, class CONFIG_T>
void merge_max(const a_T a[CONFIG_T::n_a], const b_T b[CONFIG_T::n_b], res_T y[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE
    merge_elements<CONFIG_T>(a, b, y, max_values());
}

template <class a_T, class b_T, class res_T, class CONFIG_T>
void merge_min(const a_T a[CONFIG_T::n_a], const b_T b[CONFIG_T::n_b], res_T y[CONFIG_T::n_out]) {
    #pragma HLS PIPELINE
    merge_elements<CONFIG_T>(a, b, y, min_values());
}

}  // namespace nnet

#endif
