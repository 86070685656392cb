import { describe, expect, it } from "vitest";
import { fastNormals } from "../../src/base/normals.ts";
import { generator, rootKey } from "../../src/base/random.ts";
import { normalCdf } from "../../src/math/special.ts";

const N = 400_000;
const normal = fastNormals(generator(rootKey("normals")));
const draws = Float64Array.from({ length: N }, normal);

describe("fastNormals", () => {
  it("has the moments of a standard normal", () => {
    const moment = (k: number) => draws.reduce((sum, x) => sum + x ** k, 0) / N;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(N));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / N));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / N));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / N));
  });

  it("has its distribution, tail included", () => {
    const ascending = draws.toSorted((a, b) => a - b);
    let largest = 0;
    ascending.forEach((x, i) => {
      largest = Math.max(largest, Math.abs(normalCdf(x) - (i + 0.5) / N));
    });
    expect(largest).toBeLessThan(2 / Math.sqrt(N));
    const beyond = draws.filter((x) => Math.abs(x) > 3.442619855899).length;
    const expected = 2 * N * normalCdf(-3.442619855899);
    expect(Math.abs(beyond - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  it("has successive values without correlation", () => {
    const lagged = draws.subarray(1).reduce((sum, x, i) => sum + x * draws[i]!, 0) / N;
    expect(Math.abs(lagged)).toBeLessThan(4 / Math.sqrt(N));
  });

  it("repeats under the same key", () => {
    const again = fastNormals(generator(rootKey("normals")));
    expect(Array.from({ length: 5 }, again)).toEqual([...draws.subarray(0, 5)]);
  });
});
