// Where a window of a convolution or pooling meets its input.
#ifndef NNET_WINDOW_H_
#define NNET_WINDOW_H_

namespace nnet {

/// Index of the pixel under position (ky, kx) of the window of output (oy, ox), or -1 outside the input.
template <class CONFIG_T> int pixel_under(unsigned oy, unsigned ox, unsigned ky, unsigned kx) {
    #pragma HLS INLINE
    typedef CONFIG_T C;
    const int iy = int(oy * C::stride_height + ky * C::dilation_height) - int(C::pad_height);
    const int ix = int(ox * C::stride_width + kx * C::dilation_width) - int(C::pad_width);
    const bool inside = iy >= 0 && iy < int(C::in_height) && ix >= 0 && ix < int(C::in_width);
    return inside ? iy * int(C::in_width) + ix : -1;
}

}  // namespace nnet

#endif
