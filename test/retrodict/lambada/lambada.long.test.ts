/** LAMBADA's benchmark where its data lie: the link's bar, the late turn of the smallest sizes, and the last stretch of 12b end to end. */

import { existsSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { rootKey } from "../../../src/base/random.ts";
import { askFrom } from "../../../src/forecast/ask.ts";
import { askAll } from "../../../src/forecast/asking.ts";
import { linearPool } from "../../../src/forecast/ensemble.ts";
import { quantile } from "../../../src/math/distribution.ts";
import { mean } from "../../../src/math/stats.ts";
import { renderSvg } from "../../../src/page/render.ts";
import { gridOf } from "../../../src/question/grid.ts";
import type { Measurement } from "../../../src/records.ts";
import { linkFigure, trainingFigure } from "../../../src/retrodict/lambada/figures.ts";
import { CALIBRATED_POOL, LAMBADA_MEMBERS } from "../../../src/retrodict/lambada/forecasts.ts";
import { bestLink, errorsOf, type SizedPoint } from "../../../src/retrodict/lambada/link.ts";
import { lambadaQuestions, lambadaRows, SIZES, turnedSizes } from "../../../src/retrodict/lambada/questions.ts";
import { published } from "../../root.ts";
import { target as scored } from "../../score/scoredTarget.ts";

const data = published;
const LARGEST_SEEN = 1_208_602_624;
const small = SIZES.slice(0, 5).map(({ name }) => name);

describe.skipIf(!existsSync(path.join(data, "pythia")))("LAMBADA's benchmark", () => {
  let rows: Measurement[] = [];
  beforeAll(async () => {
    rows = await lambadaRows(data);
  });

  it("leaves the doubtful checkpoint of 160m out, and finds that 70m and 160m got worse for good", () => {
    expect(rows.some(({ nParams, step }) => nParams === SIZES[1]!.nParams && step === 143_000)).toBe(false);
    expect(turnedSizes(rows).map(({ name, from }) => [name, from])).toEqual([
      ["70m", 53_000],
      ["160m", 63_000],
    ]);
  });

  it("chooses its link by sizes left out, and errs by at most .005 on sizes it never saw", () => {
    const seen = pointsOf(rows.filter(({ nParams }) => nParams <= LARGEST_SEEN));
    const heldOut = pointsOf(rows.filter(({ nParams }) => nParams > LARGEST_SEEN));
    const { candidates, link } = bestLink(seen);
    expect([seen.length, heldOut.length]).toEqual([84, 51]);
    expect(candidates.map(({ error }) => error)).toEqual(
      candidates.map(({ error }) => error).toSorted((a, b) => a! - b!),
    );
    expect(mean(errorsOf(link!, heldOut))).toBeLessThan(0.005);
  });

  it("asks about every checkpoint of a size once, from less compute and no turned checkpoints", () => {
    const turned = turnedSizes(rows);
    const questions = lambadaQuestions(rows, small, "2.8b", turned);
    const asks = questions.flatMap((question) => gridOf(question).heldOut.map(({ step }) => step));
    expect(asks.toSorted((a, b) => a - b)).toEqual([
      3000,
      ...Array.from({ length: 14 }, (_, i) => 13_000 + 10_000 * i),
    ]);
    const names = questions.flatMap((question) => gridOf(question).observed.map(({ name }) => name));
    expect(names).not.toContain("70m-s63000");
    expect(names).not.toContain("160m-s73000");
  });

  it("is nearer to 12b than the two-step law was, from sizes up to 1.4b", () => {
    const question = lambadaQuestions(rows, small, "12b", turnedSizes(rows)).at(-1)!;
    const ask = askFrom(question, rows);
    expect(Math.max(...ask.evidence.rows.map(({ nParams }) => nParams))).toBe(LARGEST_SEEN);
    const made = askAll(ask, LAMBADA_MEMBERS, rootKey("lambada benchmark")).forecasts;
    const pool = linearPool("pool", question, made, [1 / 3, 1 / 3, 1 / 3]);
    const errors = pool.targets.map(({ rung, distribution }) => {
      const step = Number(rung.split("-s")[1]);
      const row = rows.find(
        (one) => one.nParams === SIZES[7]!.nParams && one.step === step && one.metric === "accuracy",
      )!;
      return Math.abs(quantile(distribution, 0.5) - row.value);
    });
    expect(errors).toHaveLength(13);
    expect(mean(errors)).toBeLessThan(0.041);
  });
});

describe("bestLink", () => {
  it("finds the family that the points are on", () => {
    const curve = (loss: number) => Math.exp(-((loss / 2.5) ** 1.4));
    const points = [1e6, 1e7, 1e8].flatMap((nParams, i) =>
      [0, 1, 2, 3, 4, 5].map((j): SizedPoint => {
        const loss = 5 - i - 0.3 * j;
        return { nParams, loss, accuracy: curve(loss) };
      }),
    );
    const { candidates, link } = bestLink(points);
    expect(candidates[0]!.name).toContain("stretched");
    expect(candidates[0]!.error).toBeLessThan(1e-5);
    expect(link!(1)).toBeCloseTo(curve(1), 4);
  });
});

describe("LAMBADA's figures", () => {
  it("are drawn without warnings", async () => {
    const point = (size: number, loss: number): SizedPoint => ({
      nParams: SIZES[size]!.nParams,
      loss,
      accuracy: Math.exp(-loss / 3),
    });
    const link = linkFigure(
      [point(0, 5), point(3, 2)],
      [point(5, 1.8), point(7, 1.4)],
      (loss) => Math.exp(-loss / 3),
      0.004,
    );
    const targets = [3000, 13_000].map((step) => ({
      ...scored({ forecaster: CALIBRATED_POOL, rung: `12b-s${step}` }),
      size: "12b",
    }));
    for (const { spec } of [link, trainingFigure(targets)]) expect(await renderSvg(spec)).toContain("accuracy");
  });
});

function pointsOf(rows: readonly Measurement[]): SizedPoint[] {
  const losses = new Map(
    rows.filter(({ metric }) => metric === "answerLogProb").map((row) => [`${row.nParams} ${row.step}`, -row.value]),
  );
  return rows
    .filter(({ metric, step }) => metric === "accuracy" && step >= 512)
    .map(({ nParams, step, value }) => ({ nParams, loss: losses.get(`${nParams} ${step}`)!, accuracy: value }));
}
