"""Fixtures of test/files/containers.test.ts; run in this folder.

pip install h5py==3.16.0 numpy==2.4.6 pyarrow==26.0.1 uproot==5.7.7 awkward==2.14.0

vector.root and leaflist.root were not made here: see README.md.
"""
import awkward as ak
import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import uproot

N = 20
event = np.arange(N)
pt = (event + 0.5).astype("f4")
count = event % 4
jets = ak.unflatten(np.arange(count.sum(), dtype="f4"), count)
columns = {
    "pt": pt,
    "eta": (-event / 4).astype("f8"),
    "id": (2**60 + event).astype("i8"),
    "charge": (event % 3 - 1).astype("i1"),
    "good": event % 2 == 0,
}

with h5py.File("types.h5", "w", libver="earliest") as file:
    data = np.arange(6 * 4).reshape(6, 2, 2)
    for dtype in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]:
        for order in "<>":
            file[f"{'big' if order == '>' else 'little'}_{dtype}"] = (data - (dtype[0] != "u") * 8).astype(order + dtype)
    file["bool"] = data % 3 == 0
    file["text"] = np.array([b"a", b"b"])
    group = file.create_group("events/features")
    group.create_dataset("x", data=np.arange(300, dtype="f4").reshape(100, 3), chunks=(30, 2), compression="gzip", shuffle=True)
    file["one"] = np.float32(3)

with h5py.File("x.h5", "w") as file:
    file["data"] = np.arange(12, dtype="f4").reshape(6, 2)

table = pa.table(
    columns
    | {
        "half": pt.astype("f2"),
        "small": event.astype("u2"),
        "list": pa.array(ak.to_list(jets), pa.list_(pa.float32())),
        "pair": pa.array([[i, -i] for i in range(N)], pa.list_(pa.int32(), 2)),
        "hole": pa.array([None if i == 13 else i for i in range(N)], pa.int32()),
        "name": [str(i) for i in range(N)],
        "day": pa.array([0] * N, pa.date32()),
    }
)
for codec in ["snappy", "gzip", "zstd", "lz4", "brotli", "none"]:
    pq.write_table(table, f"{codec}.parquet", compression=codec, row_group_size=8, write_statistics=False)
pq.write_table(table.select(["eta", "pt"]), "plain.parquet", use_dictionary=False)

types = {name: values.dtype for name, values in columns.items()} | {
    "triple": np.dtype(("i4", (3,))),
    "jet": ak.types.from_datashape("var * {pt: float32, eta: float32}", highlevel=False),
}
branches = columns | {"triple": np.arange(3 * N, dtype="i4").reshape(N, 3), "jet": ak.zip({"pt": jets, "eta": -jets})}
with uproot.recreate("events.root", compression=uproot.ZLIB(9)) as file:
    tree = file.mktree("Events", types)
    tree.compression = {
        "pt": uproot.ZLIB(9),
        "eta": uproot.LZ4(9),
        "id": uproot.ZSTD(9),
        "charge": None,
        "good": uproot.LZMA(9),
        "triple": uproot.ZSTD(9),
        "njet": None,
        "jet_pt": uproot.LZ4(9),
        "jet_eta": uproot.LZMA(9),
    }
    tree.extend({key: branch[:8] for key, branch in branches.items()})
    tree.extend({key: branch[8:] for key, branch in branches.items()})
    file.mktree("more/small", {"x": "f4"}).extend({"x": np.arange(4, dtype="f4")})
    file["newer"] = {"x": np.arange(4)}
