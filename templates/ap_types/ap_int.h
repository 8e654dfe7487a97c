// ap_int<W> and ap_uint<W>: integers of W bits that wrap; conversion from fixed point truncates toward zero. Names and
// results as in AMD UG1399.
#ifndef AP_INT_H
#define AP_INT_H

#include "bxc_ap_num.h"

template <int W>
using ap_int = bxc_ap::num<bxc_ap::INT, W, W, AP_TRN_ZERO, AP_WRAP, 0>;

template <int W>
using ap_uint = bxc_ap::num<bxc_ap::UINT, W, W, AP_TRN_ZERO, AP_WRAP, 0>;

#endif
