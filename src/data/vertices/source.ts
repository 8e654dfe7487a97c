import type { NdArray } from "../nd-array.js";
import { provenanceOf } from "../provenance.js";
import type { SamplePort, SampleRequest, SampleSource } from "../sample.js";
import { fastHisto, VERTEX_LSB } from "./fast-histo.js";
import { TRACK_FEATURES, writeFeatures } from "./features.js";
import { TRACKS, type VertexEvent, vertexEvents } from "./generate.js";
import { DEFAULTS, GENERATOR_VERSION, type VertexParameters } from "./parameters.js";
import { WORDS } from "./track-word.js";

export const GENERATOR = "vertices";

const FEATURES = TRACK_FEATURES.length;

const PORTS = [
  {
    name: "tracks",
    about: `greatest pT first, zeros after the last: ${TRACK_FEATURES.map(({ name }) => name).join(", ")}`,
    shape: [TRACKS, FEATURES],
  },
  { name: "valid", about: "number of tracks", shape: [] },
  { name: "z0", about: "true place of the hard collision, cm", shape: [] },
  { name: "from_pv", about: "1 for tracks of the hard collision", shape: [TRACKS] },
  { name: "fasthisto", about: "place that fastHisto finds, cm, in 1/512 cm", shape: [] },
] as const satisfies readonly SamplePort[];

type Arrays = Readonly<Record<(typeof PORTS)[number]["name"], Float32Array>>;

/** Tracks and vertices of bunch crossings, one an event. */
export function createVertexSource(
  request: SampleRequest & { readonly parameters?: Partial<VertexParameters> },
): SampleSource {
  const parameters = { ...DEFAULTS, ...request.parameters };
  const provenance = provenanceOf(GENERATOR, GENERATOR_VERSION, request, parameters);
  const event = vertexEvents(provenance.seed, provenance.stream, parameters);
  return {
    provenance,
    ports: PORTS,
    make: (first, count) => {
      const arrays = allocate(count);
      for (let i = 0; i < count; i++) write(event(first + i), arrays, i);
      return new Map(PORTS.map(({ name, shape }) => [name, array(arrays[name], [count, ...shape])]));
    },
  };
}

function allocate(count: number): Arrays {
  return {
    tracks: new Float32Array(count * TRACKS * FEATURES),
    valid: new Float32Array(count),
    z0: new Float32Array(count),
    from_pv: new Float32Array(count * TRACKS),
    fasthisto: new Float32Array(count),
  };
}

function array(data: Float32Array, shape: readonly number[]): NdArray {
  return { dtype: "float32", shape, data };
}

/** Fills row `i` of every array. */
function write({ z, count, words, fromPv }: VertexEvent, arrays: Arrays, i: number): void {
  for (let track = 0; track < count; track++) {
    writeFeatures(words, track * WORDS, arrays.tracks, (i * TRACKS + track) * FEATURES);
  }
  arrays.valid[i] = count;
  arrays.z0[i] = z;
  arrays.from_pv.set(fromPv, i * TRACKS);
  arrays.fasthisto[i] = fastHisto(words, count) * VERTEX_LSB;
}
