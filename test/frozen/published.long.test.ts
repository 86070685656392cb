/**
 * The same bytes on published results, 25 questions of each file; of forecasters that run all others, on the first two only, which take as
 * long as the rest together. Without the data these tests skip.
 */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readTable } from "../../src/base/tables.ts";
import { evidenceFor } from "../../src/forecast/evidence.ts";
import { COSTLY, FORECASTERS } from "../../src/forecast/forecasters.ts";
import { questionOf } from "../../src/question/build.ts";
import { externalTask } from "../../src/question/imported.ts";
import type { Axis, Measurement, Question } from "../../src/records.ts";
import { published } from "../root.ts";
import { frozen, goldenText } from "./asks.ts";

const EVERY = 25;

type Asked = {
  name: string;
  task: string;
  axis: Axis;
  metric: string;
  threshold: number;
  chance: number;
  exact: boolean;
  rungs: { run: string; step: number; heldOut: boolean }[];
};

/** Accuracies and losses as an import would hold them; a value without its number of examples counts as one of 1000. */
async function rowsOf(file: string): Promise<Measurement[]> {
  const { rows } = await readTable(file);
  return rows.flatMap((cells) => {
    const [nParams, step, tokens] = [cells.nParams, cells.step, cells.tokens].map(Number) as [number, number, number];
    const place = {
      run: String(cells.run),
      task: String(cells.task),
      nParams,
      step,
      tokens,
      flops: 6 * nParams * tokens,
    };
    return (["accuracy", "nll"] as const).flatMap((metric): Measurement[] => {
      const value = cells[metric];
      if (value === null || value === "" || value === undefined) return [];
      const n = Number(cells.n) || 1000;
      return [{ ...place, seed: "0", metric, position: null, value: Number(value), stderr: null, n }];
    });
  });
}

function askedOf(one: Asked, rows: readonly Measurement[]): Question {
  const success = one.exact ? ("exactMatch" as const) : { chance: one.chance };
  const own = rows.filter((row) => row.task === one.task && row.metric === one.metric);
  return questionOf({
    name: one.name,
    family: one.name.split("-")[0]!,
    metric: one.metric,
    threshold: one.threshold,
    axis: one.axis,
    numExamples: 1000,
    task: externalTask(one.task, "0".repeat(64), { success }),
    rungs: one.rungs.map(({ run, step, heldOut }, i) => {
      const { nParams, tokens } = own.find((row) => row.run === run && row.step === step)!;
      return { name: `r${i}`, run, step, nParams, tokens, heldOut };
    }),
  });
}

describe.each(["gadre", "tr3"])("%s", (source) => {
  it.skipIf(!existsSync(path.join(published, source)))("every forecast as it was", async () => {
    const rows = await rowsOf(path.join(published, source, `${source}.csv`));
    const all = JSON.parse(readFileSync(path.join(published, source, "questions.json"), "utf8")) as Asked[];
    const chosen = all.filter((_, i) => i % Math.ceil(all.length / EVERY) === 0);
    const quick = FORECASTERS.filter(({ name }) => !COSTLY.includes(name));
    const answered = chosen.map((one, i): [string, Record<string, unknown>] => {
      const question = askedOf(one, rows);
      return [one.name, frozen(question, evidenceFor(question, rows), i < 2 ? FORECASTERS : quick)];
    });
    await expect(goldenText(Object.fromEntries(answered))).toMatchFileSnapshot(`${source}.json`);
  });
});
