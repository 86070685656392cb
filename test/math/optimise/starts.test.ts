import { describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { drawnStarts, gridStarts, intoBox } from "../../../src/math/optimise/starts.ts";

describe("starts", () => {
  it("gridStarts gives every combination, the last axis fastest", () => {
    const starts = gridStarts([
      [1, 2],
      [3, 4, 5],
    ]);
    expect(starts).toHaveLength(6);
    expect(starts.slice(0, 4)).toEqual([
      [1, 3],
      [1, 4],
      [1, 5],
      [2, 3],
    ]);
  });

  it("drawnStarts stays in the box, repeats with its key and refuses an open box", () => {
    const box = { low: [0, -1], high: [2, 1] };
    const starts = drawnStarts(box, 50, rootKey("starts"));
    for (const start of starts) expect(intoBox(start, box)).toEqual(start);
    expect(drawnStarts(box, 50, rootKey("starts"))).toEqual(starts);
    expect(drawnStarts(box, 50, rootKey("others"))).not.toEqual(starts);
    expect(() => drawnStarts({ low: [0], high: [Infinity] }, 3, rootKey("starts"))).toThrow(/finite box/);
  });
});
