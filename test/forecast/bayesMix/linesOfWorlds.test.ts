/** The lines that each world expects: the written medians, and slopes of both signs. */
import { expect, it } from "vitest";
import { THETA } from "../../../src/forecast/bayesMix/law.ts";
import { lossWorld, type World, worldsOf } from "../../../src/forecast/bayesMix/worlds.ts";

function lineAt(world: World, slope: number, level: number, end = 0) {
  const theta = new Float64Array(THETA);
  theta[2] = end;
  world.line(Float64Array.from([slope, level, 0, 0]), theta);
  return { level: theta[0]!, slope: theta[1]!, rise: world.rise(0, theta) };
}

it("worlds have the stated means, allow falls, and share the prior by what was measured", () => {
  for (const axis of ["nParams", "flops", "tokens"] as const)
    for (const evidence of ["measured", "bare"] as const) {
      const worlds = worldsOf(axis, evidence);
      expect(worlds.map(({ name }) => name)).toEqual(["published", "creeping", "rising"]);
      expect(worlds.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 12);
      expect(worlds[0]!.share > 0.5).toBe(evidence === "bare");
      for (const world of worlds) {
        const { level, slope, rise } = lineAt(world, 0, 0);
        expect(level).toBe(0);
        expect(rise).toBeGreaterThan(slope);
        expect(lineAt(world, -3, 0).slope).toBeLessThan(0);
        expect(world.priors.slope).toContain(`N(${slope}, `);
      }
    }
});

it("a loss starts at the first loss and falls", () => {
  const { level, slope, rise } = lineAt(lossWorld(5, 7, 4), 0, 0, 1);
  expect(slope).toBeCloseTo(-0.6, 12);
  expect(level).toBeCloseTo(Math.log(3) - 1.2, 12);
  expect(rise).toBeCloseTo(-0.6 * Math.E, 12);
});
