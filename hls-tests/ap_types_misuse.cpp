// Each macro selects one misuse that the headers must refuse with a sentence; without any, the file compiles.
#include "ap_fixed.h"

int main() {
#ifdef unsigned_wrap_sm
  ap_ufixed<8, 4, AP_TRN, AP_WRAP_SM> x = 1;
#elif defined(too_many_saturated_bits)
  ap_fixed<3, 2, AP_TRN, AP_WRAP, 4> x = 1;
#else
  ap_int<8> x = 1;
#endif
#ifdef int_plus_equals_fixed
  x += ap_fixed<8, 4>(0.5);
#endif
  return x.to_int();
}
