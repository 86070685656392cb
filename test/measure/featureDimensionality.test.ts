/** Feature dimensionality and polygons: the values of regular arrangements, invariance under rotation, and what is refused. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  columnsOf,
  dimensionsPerFeature,
  featureDimensionalities,
  featureDimensionality,
  polygonOf,
  polygonOrder,
} from "../../src/measure/featureDimensionality.ts";
import { tiny } from "../model/fixtures.ts";
import { autoencoderOf, benchOf, featuresTask, matrix, mlpOf, parityTask, vector } from "./runs.ts";

/** The columns of a regular k-gon, turned by degrees. */
const polygon = (k: number, length = 1, degrees = 0): number[][] =>
  Array.from({ length: k }, (_, i) => {
    const angle = ((360 / k) * i + degrees) * (Math.PI / 180);
    return [length * Math.cos(angle), length * Math.sin(angle)];
  });

describe("featureDimensionalities", () => {
  it.each([
    ["one feature", 1, 1],
    ["digon", 2, 1 / 2],
    ["triangle", 3, 2 / 3],
    ["square", 4, 1 / 2],
    ["pentagon", 5, 2 / 5],
  ])("%s", (_name, k, expected) => {
    for (const d of featureDimensionalities(polygon(k))) expect(d).toBeCloseTo(expected, 12);
  });

  it("is 1 for orthogonal features, and nothing for a feature without direction", () => {
    expect(
      featureDimensionalities([
        [2, 0],
        [0, 0.5],
        [0, 0],
      ]),
    ).toEqual([1, 1, null]);
  });

  it("does not change when all columns turn together, nor when all are scaled", () => {
    const entry = fc.integer({ min: -200, max: 200 }).map((v) => (v + 0.5) / 100);
    const columns = fc.array(fc.tuple(entry, entry), { minLength: 1, maxLength: 7 });
    const property = fc.property(columns, fc.integer({ min: 0, max: 700 }), (given, turn) => {
      const [c, s] = [Math.cos(turn / 100), Math.sin(turn / 100)];
      const turned = given.map(([x, y]) => [3 * (c * x - s * y), 3 * (s * x + c * y)]);
      const [before, after] = [featureDimensionalities(given), featureDimensionalities(turned)];
      before.forEach((d, i) => {
        expect(after[i]).toBeCloseTo(d!, 9);
        expect(d).toBeGreaterThan(0);
        expect(d).toBeLessThanOrEqual(1 + 1e-12);
      });
      expect(dimensionsPerFeature(turned)).toBeCloseTo(dimensionsPerFeature(given)! / 9, 9);
    });
    fc.assert(property, { seed: 42, numRuns: 200 });
  });
});

describe("dimensionsPerFeature", () => {
  it("is m over the squared Frobenius norm", () => {
    expect(dimensionsPerFeature(polygon(5))).toBeCloseTo(2 / 5, 12);
    expect(dimensionsPerFeature([[0, 0]])).toBeNull();
  });
});

describe("polygonOf", () => {
  it("names regular polygons in any position, and features too short do not count", () => {
    const property = fc.property(
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 0, max: 360 }),
      fc.integer({ min: 51, max: 300 }).map((v) => v / 100),
      (k, degrees, length) => {
        expect(polygonOf([...polygon(k, length, degrees), [0.3, 0.2], [0, 0]])).toBe(k);
      },
    );
    fc.assert(property, { seed: 42, numRuns: 200 });
  });

  it("allows 10 degrees and no more", () => {
    const bent = (degrees: number) => [...polygon(4).slice(0, 3), ...polygon(1, 1, 270 + degrees)];
    expect(polygonOf(bent(9.9))).toBe(4);
    expect(polygonOf(bent(10.1))).toBeNull();
  });

  it("is nothing for one feature, none, or two at a right angle", () => {
    expect(polygonOf([[1, 0]])).toBeNull();
    expect(polygonOf([])).toBeNull();
    expect(
      polygonOf([
        [1, 0],
        [0, 1],
      ]),
    ).toBeNull();
  });
});

/** Weights of an autoencoder whose columns are given. */
const weightsOf = (columns: number[][]) => ({
  w: matrix(columns[0]!.map((_, row) => columns.map((column) => column[row]!))),
  bias: vector(columns.map(() => 0)),
});

describe("meters", () => {
  it("read a pentagon with one feature left out", async () => {
    const columns = [...polygon(5, 1, 20), [0, 0]];
    const bench = benchOf(featuresTask(6), autoencoderOf(2));
    const [dimension, order] = [await featureDimensionality(bench), await polygonOrder(bench)];
    const readings = await dimension.read(weightsOf(columns), 0);
    const row = (metric: string) => readings.find((reading) => reading.metric === metric);
    expect(row("featureDimensionality")).toMatchObject({ n: 5, stderr: null, position: null });
    expect(row("featureDimensionality")!.value).toBeCloseTo(0.4, 6);
    expect(row("featureDimensionality.4")!.value).toBeCloseTo(0.4, 6);
    expect(row("featureDimensionality.5")).toBeUndefined();
    expect(row("dimensionsPerFeature")!.value).toBeCloseTo(0.4, 6);
    expect(await order.read(weightsOf(columns), 0)).toMatchObject([{ metric: "polygonOrder", value: 5, n: 6 }]);
    expect(
      await order.read(
        weightsOf([
          [1, 0],
          [0, 1],
          [0, 0],
        ]),
        0,
      ),
    ).toEqual([]);
    await Promise.all([dimension.release(), order.release()]);
  });

  it("reads columns in the order of the model's parameter", () => {
    expect(columnsOf([1, 2, 3, 4, 5, 6], 2)).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  it("have no rows for weights of zero", async () => {
    const meter = await featureDimensionality(benchOf(featuresTask(3), autoencoderOf(2)));
    expect(
      await meter.read(
        weightsOf([
          [0, 0],
          [0, 0],
          [0, 0],
        ]),
        0,
      ),
    ).toEqual([]);
  });

  it("need an autoencoder, the polygon one of two dimensions", async () => {
    for (const meter of [featureDimensionality, polygonOrder])
      for (const model of [tiny, mlpOf({})])
        await expect(meter(benchOf(parityTask(4, 2), model))).rejects.toMatchObject({
          kind: "usage",
          message: `${meter.name}: an autoencoder is required, got "a model of kind ${model.kind}"`,
          hint: expect.stringContaining("family file"),
        });
    await expect(polygonOrder(benchOf(featuresTask(6), autoencoderOf(3)))).rejects.toThrow(
      "polygonOrder: an autoencoder with 2 hidden dimensions is required, got 3",
    );
  });
});
