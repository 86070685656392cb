/**
 * Many standard normals quickly: the ziggurat with 128 layers (Marsaglia and Tsang's method in the form Doornik gave it, with the bits of
 * the layer kept apart from those of the value). More than twice as fast as the polar method of `generator`, at 25 bits of resolution:
 * for the noise of samplers, which goes into float32 anyway.
 */
import type { Generator } from "./random.ts";

const LAYERS = 128;
/** Where the tail begins, and the area of every layer. */
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;

/** Right ends of the layers, and the share of each that lies under the layer above. */
const EDGE = edges();
const INSIDE = EDGE.slice(0, LAYERS).map((x, i) => EDGE[i + 1]! / x);

function edges(): Float64Array {
  const density = (x: number) => Math.exp(-0.5 * x * x);
  const x = new Float64Array(LAYERS + 1);
  x[0] = AREA / density(TAIL);
  x[1] = TAIL;
  for (let i = 2; i < LAYERS; i++) x[i] = Math.sqrt(-2 * Math.log(AREA / x[i - 1]! + density(x[i - 1]!)));
  return x;
}

/** Returns a function that gives one standard normal after the other from a generator's stream. */
export function fastNormals({ uint32, uniform }: Generator): () => number {
  const tail = () => {
    for (;;) {
      const x = -Math.log(1 - uniform()) / TAIL;
      const y = -Math.log(1 - uniform());
      if (2 * y >= x * x) return TAIL + x;
    }
  };
  return () => {
    for (;;) {
      const bits = uint32();
      const layer = bits & (LAYERS - 1);
      const u = (bits >>> 7) / 16777216 - 1;
      const edge = EDGE[layer]!;
      if (Math.abs(u) < INSIDE[layer]!) return u * edge;
      if (layer === 0) return u < 0 ? -tail() : tail();
      const x = u * edge;
      const [outer, inner] = [Math.exp(-0.5 * (edge * edge - x * x)), Math.exp(-0.5 * (EDGE[layer + 1]! ** 2 - x * x))];
      if (inner + uniform() * (outer - inner) < 1) return x;
    }
  };
}
