// ap_fixed<W, I, Q, O, N> and ap_ufixed: W bits of which I are integer bits (I < 0 and I > W are legal), quantised by Q
// and brought into range by O when assigned. Names, template arguments and results as in AMD UG1399.
#ifndef AP_FIXED_H
#define AP_FIXED_H

#include "bxc_ap_num.h"

template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
using ap_fixed = bxc_ap::num<bxc_ap::FIXED, W, I, Q, O, N>;

template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
using ap_ufixed = bxc_ap::num<bxc_ap::UFIXED, W, I, Q, O, N>;

#include "ap_int.h"

#endif
