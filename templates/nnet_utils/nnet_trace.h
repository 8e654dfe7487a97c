// Raw integers in and out of a compiled network, for bit-exact comparison. Host only, never synthesised.
//
// A value of W bits travels as ceil(W / 32) little-endian 32-bit words of its two's complement bits, the unused high
// bits zero.
#ifndef NNET_TRACE_H_
#define NNET_TRACE_H_

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "ap_fixed.h"
#include "ap_int.h"

namespace nnet {

/// Where traces go; a null file drops them.
inline std::FILE *&trace_file() {
    static std::FILE *file = nullptr;
    return file;
}

template <class T> void write_raw(std::FILE *out, const T *x, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        T value = x[i];
        for (int lo = 0; lo < T::width; lo += 32) {
            const int hi = lo + 31 < T::width ? lo + 31 : T::width - 1;
            const std::uint32_t word = static_cast<std::uint32_t>(value.range(hi, lo).to_uint64());
            if (std::fwrite(&word, sizeof word, 1, out) != 1) std::exit(3);
        }
    }
}

template <class T> void read_raw(std::FILE *in, T *x, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        for (int lo = 0; lo < T::width; lo += 32) {
            const int hi = lo + 31 < T::width ? lo + 31 : T::width - 1;
            std::uint32_t word = 0;
            if (std::fread(&word, sizeof word, 1, in) != 1) std::exit(2);
            x[i].range(hi, lo) = ap_uint<32>(word);
        }
    }
}

template <class T> void trace(const T *x, unsigned n) {
    if (trace_file() != nullptr) write_raw(trace_file(), x, n);
}

}  // namespace nnet

#endif
