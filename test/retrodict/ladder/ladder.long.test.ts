/**
 * The ladder's benchmark where its data lie: questions that keep held-out runs out of evidence, the published table to four decimals, and
 * one task end to end. The whole section takes the better part of a minute; `foreshock retrodict` prints it with its bars.
 */

import { existsSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { askFrom } from "../../../src/forecast/ask.ts";
import { forecastOf } from "../../../src/forecast/asking.ts";
import { poolOf } from "../../../src/forecast/ensemble.ts";
import { evidenceFor } from "../../../src/forecast/evidence.ts";
import { spreadFactor } from "../../../src/forecast/poolSpread.ts";
import { twoStep } from "../../../src/forecast/twoStep/twoStep.ts";
import { quantile } from "../../../src/math/distribution.ts";
import { renderSvg } from "../../../src/page/render.ts";
import { gridOf } from "../../../src/question/grid.ts";
import type { Measurement } from "../../../src/records.ts";
import { ladderFigure } from "../../../src/retrodict/ladder/figure.ts";
import { CALIBRATED_POOL, LADDER_MEMBERS, type LadderTask } from "../../../src/retrodict/ladder/forecasts.ts";
import { pointPredictions, publishedRows } from "../../../src/retrodict/ladder/paper.ts";
import {
  bestObserved,
  LADDER_TARGETS,
  LADDER_TASKS,
  ladderQuestion,
  ladderRows,
} from "../../../src/retrodict/ladder/questions.ts";
import { published } from "../../root.ts";
import { target as scored } from "../../score/scoredTarget.ts";

const data = published;
const key = rootKey("ladder benchmark");
const task = LADDER_TASKS.find(({ title }) => title === "OpenBookQA")!;

describe.skipIf(!existsSync(path.join(data, "olmo-ladder")))("the ladder's benchmark", () => {
  let rows: Measurement[] = [];
  beforeAll(async () => {
    rows = await ladderRows(data);
  });

  it("asks eight questions over compute: 16 runs seen, three beyond all of them", () => {
    for (const one of LADDER_TASKS) {
      const { observed, heldOut } = gridOf(ladderQuestion(one, rows));
      expect(observed).toHaveLength(16);
      expect(heldOut.map(({ name }) => name)).toEqual(LADDER_TARGETS.map(({ name }) => name));
    }
  });

  it("lets no row of 3B, 7B or 13B into the evidence", () => {
    const question = ladderQuestion(task, rows);
    const evidence = evidenceFor(question, rows);
    expect(Math.max(...evidence.rows.map(({ nParams }) => nParams))).toBe(1_279_395_840);
    const others = rows.map((row) => (row.nParams > 2e9 ? { ...row, value: 0.5 } : row));
    expect(evidenceFor(question, others).digest).toBe(evidence.digest);
  });

  it("reproduces the published table to four decimals, and what no change would have given", async () => {
    const tasks = [task].map((one): LadderTask => {
      const question = ladderQuestion(one, rows);
      const result = forecastOf(twoStep, askFrom(question, rows), key);
      if (!result.ok) throw new Error(result.reason);
      const values = new Map(LADDER_TARGETS.map(({ name, run }) => [name, held(one.name, run)]));
      return { ...one, question, forecasts: new Map([["two-step", result.forecast]]), values, targets: [] };
    });
    const table = await publishedRows(data, tasks);
    for (const { deviation } of table) expect(deviation).toBeLessThan(5e-5);
    expect(pointPredictions(tasks[0]!.forecasts)).toHaveLength(3);
    const gaps = LADDER_TASKS.map(({ name }) => Math.abs(bestObserved(rows, name) - held(name, "peteish13_eval_full")));
    expect((100 * gaps.reduce((a, b) => a + b, 0)) / gaps.length).toBeCloseTo(14.09, 2);
  });

  it("is within 5 points of the truth by the pool's fastest member, from origins inside the observed runs", () => {
    const off = LADDER_TASKS.find(({ title }) => title === "PIQA")!; // off the floor at every origin
    const question = ladderQuestion(off, rows);
    const pool = poolOf("pool", [LADDER_MEMBERS.at(-1)!], askFrom(question, rows), key);
    if (!pool.ok) throw new Error(pool.reason);
    for (const { name, run } of LADDER_TARGETS) {
      const { distribution } = pool.forecast.targets.find(({ rung }) => rung === name)!;
      expect(Math.abs(quantile(distribution, 0.5) - held(off.name, run))).toBeLessThan(0.05);
    }
    expect(pool.origins.map((origin) => gridOf(origin.question).observed.length)).toEqual([8, 10, 12, 14]);
    expect(spreadFactor(pool.origins)).toMatchObject({ ok: true, n: 8 + 6 + 4 + 2 });
  });

  function held(name: string, run: string): number {
    return rows.find((row) => row.task === name && row.run === run && row.metric === "accuracy")!.value;
  }
});

describe("the ladder's figure", () => {
  it("draws a panel for each size without warnings, and says every number", async () => {
    const target = { rung: "13b-5t", value: 0.64, median: 0.6, low90: 0.52, high90: 0.66 };
    const targets = [CALIBRATED_POOL, "two-step"].map((forecaster) => scored({ ...target, forecaster }));
    const { spec } = ladderFigure([{ title: "ARC-Challenge", targets } as unknown as LadderTask]);
    expect(spec.description).toContain("ARC-Challenge at 13B: 0.640, 0.600 (0.520 to 0.660)");
    const svg = await renderSvg(spec);
    expect(svg).toContain("ARC-Challenge");
    expect(svg).toContain("points at 7B");
  });
});
