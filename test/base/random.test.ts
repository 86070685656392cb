import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/base/canonical.ts";
import { fold, generator, type Key, rootKey } from "../../src/base/random.ts";

/** sfc32 once more, in BigInt arithmetic. */
function* sfc32(key: string): Generator<number> {
  const mask = 0xffffffffn;
  let [a, b, c, counter] = [0, 1, 2, 3].map((i) => BigInt(`0x${key.slice(8 * i, 8 * i + 8)}`)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  for (;;) {
    const out = (a + b + counter) & mask;
    counter = (counter + 1n) & mask;
    a = b ^ (b >> 9n);
    b = (c * 9n) & mask;
    c = (((c << 21n) & mask) + (c >> 11n) + out) & mask;
    yield Number(out);
  }
}

const seeds = fc.string({ maxLength: 20 });
const chiSquare = (counts: number[], expected: number) =>
  counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);

describe("keys", () => {
  it("are SHA-256 of a labelled text", () => {
    expect(rootKey("0")).toBe(sha256("foreshock/key/v1\n0").slice(0, 32));
    expect(fold(rootKey("0"), "batch", 7)).toBe(sha256(`${rootKey("0")}\n["batch",7]`).slice(0, 32));
  });

  it("keep labels apart that contain the separators", () => {
    const key = rootKey("0");
    expect(fold(key, "a", "b")).not.toBe(fold(key, 'a","b'));
    expect(fold(key, "a", "b")).not.toBe(fold(key, "a\nb"));
    expect(() => generator(key).int(0)).toThrow("n from 1 to 2^32");
  });

  it("differ for different seeds, labels, orders, types and depths", () => {
    const key = rootKey("0");
    const keys = [
      key,
      rootKey("1"),
      rootKey(""),
      fold(key),
      fold(key, "a"),
      fold(key, "b"),
      fold(key, 1),
      fold(key, "1"),
      fold(key, 1, 2),
      fold(key, 2, 1),
      fold(key, 12),
      fold(fold(key, 1), 2),
      fold(rootKey("1"), "a"),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("generator", () => {
  it("gives the sfc32 stream after twelve discarded words", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [rng, reference] = [generator(rootKey(seed)), sfc32(rootKey(seed))];
        for (let i = 0; i < 12; i++) reference.next();
        for (let i = 0; i < 50; i++) expect(rng.uint32()).toBe(reference.next().value);
      }),
      { seed: 42, numRuns: 30 },
    );
  });

  it("gives these numbers for ever", () => {
    const rng = generator(rootKey("golden"));
    expect([rng.uint32(), rng.uniform(), rng.int(1000), rng.normal(), rng.normal()]).toMatchInlineSnapshot(`
      [
        1290750383,
        0.15798032852296284,
        498,
        -1.0591764775439416,
        -0.9896743715489911,
      ]
    `);
  });

  it("gives independent streams to neighbouring keys", () => {
    const first = new Set(Array.from({ length: 2000 }, (_, i) => generator(fold(rootKey("0"), i)).uint32()));
    expect(first.size).toBeGreaterThan(1997);
  });

  it("works for the key of all zeros", () => {
    const rng = generator("0".repeat(32) as Key);
    expect(new Set(Array.from({ length: 100 }, () => rng.uint32())).size).toBeGreaterThan(95);
  });

  it("draws uniforms from [0, 1) with 53 bits", () => {
    const rng = generator(rootKey("uniform"));
    const counts = new Array<number>(20).fill(0);
    for (let i = 0; i < 40_000; i++) {
      const u = rng.uniform();
      expect(u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53)).toBe(true);
      counts[Math.floor(u * 20)]!++;
    }
    expect(chiSquare(counts, 2000)).toBeLessThan(52); // the 99.99th percentile for 19 degrees of freedom
  });

  it("draws integers without bias", () => {
    for (const n of [1, 3, 7, 12]) {
      const rng = generator(rootKey(`int ${n}`));
      const counts = new Array<number>(n).fill(0);
      for (let i = 0; i < 5000 * n; i++) counts[rng.int(n)]!++;
      expect(chiSquare(counts, 5000)).toBeLessThan(40);
    }
    // With n = 3 * 2^30 a plain remainder would give the lower third twice as often as it should.
    const [rng, n] = [generator(rootKey("large")), 3 * 2 ** 30];
    const low = Array.from({ length: 6000 }, () => rng.int(n)).filter((x) => x < n / 3).length;
    expect(Math.abs(low - 2000)).toBeLessThan(150);
  });

  it("draws standard normals", () => {
    const rng = generator(rootKey("normal"));
    const x = Array.from({ length: 40_000 }, () => rng.normal());
    const moment = (k: number) => x.reduce((sum, v) => sum + v ** k, 0) / x.length;
    const standardError = (variance: number) => 4 * Math.sqrt(variance / x.length);
    expect(Math.abs(moment(1))).toBeLessThan(standardError(1));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(standardError(2));
    expect(Math.abs(moment(3))).toBeLessThan(standardError(15));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(standardError(96));
    const lagged = x.slice(1).reduce((sum, v, i) => sum + v * x[i]!, 0) / x.length;
    expect(Math.abs(lagged)).toBeLessThan(standardError(1));
  });
});
