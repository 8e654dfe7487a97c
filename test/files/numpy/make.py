"""Makes the fixtures in this folder: python3 make.py (NumPy 1.26 or 2). Every array has shape (5, 2, 3)."""

import numpy as np

TYPES = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]
SHAPE = (5, 2, 3)


def values(dtype):
    k = np.arange(30)
    if dtype.kind == "b":
        return k % 3 == 0
    if dtype.kind == "f":
        return ((k - 15) / 8).astype(dtype)
    out = (k * 4).astype(dtype)
    out[0], out[29] = np.iinfo(dtype).min, np.iinfo(dtype).max
    return out


arrays = {}
for order in "<>":
    for memory in "CF":
        for name in TYPES:
            dtype = np.dtype(order + name)
            array = values(dtype.newbyteorder("=")).reshape(SHAPE).astype(dtype)
            arrays[f"{dtype.newbyteorder('=').name}_{'little' if order == '<' else 'big'}_{memory}"] = (
                np.asfortranarray(array) if memory == "F" else array
            )
np.savez("stored.npz", **arrays)
np.savez_compressed("deflated.npz", **arrays)
np.save("float32.npy", arrays["float32_little_C"])
np.save("fortran.npy", arrays["float64_big_F"])
np.savetxt("savetxt.csv", arrays["float64_little_C"].reshape(5, 6), delimiter=",", header="six columns")
np.savetxt("savetxt.dat", arrays["float64_little_C"].reshape(5, 6))
np.save("structured.npy", np.zeros(5, dtype=[("pt", "f4"), ("eta", "f4")]))
np.save("complex.npy", np.zeros((5, 6), dtype="c8"))
