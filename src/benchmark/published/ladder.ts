/** The OLMo ladder beyond its published comparison: over sizes at one length of training, over compute, and over single runs. */
import path from "node:path";
import { exists } from "../../base/files.ts";
import type { Axis, Measurement } from "../../records.ts";
import { groupBy } from "../../score/targets.ts";
import { checkRows } from "../../source/checkRows.ts";
import { readOlmoLadder } from "../../source/olmoLadder.ts";
import type { Asked } from "../asked.ts";
import { askSeries, type Point, thinnedOverTraining } from "./series.ts";

/** Chance of guessing right. */
const CHANCE: Record<string, number> = {
  mmlu_avg_test_5shot: 1 / 4,
  hellaswag_val_5shot: 1 / 4,
  arc_challenge_test_5shot: 1 / 4,
  arc_easy_test_5shot: 1 / 4,
  boolq_val_5shot: 1 / 2,
  csqa_val_5shot: 1 / 5,
  openbookqa_test_5shot: 1 / 4,
  piqa_val_5shot: 1 / 2,
  socialiqa_val_5shot: 1 / 3,
  winogrande_val_5shot: 1 / 2,
};
const LENGTHS = ["1xC", "2xC", "5xC", "10xC"];
const COURSES = ["370M-10xC", "1B-5xC", "3B-5xC", "peteish7_eval_full"];
const LARGE = ["peteish7_eval_anneal", "peteish13_eval_full"];
const CHECKPOINTS = 12;

/** Returns the questions about a folder of the ladder's runs, none where it is not there. */
export async function askLadder(data: string): Promise<Asked[]> {
  const folder = path.join(data, "olmo-ladder");
  if (!exists(folder)) return [];
  const rows = checkRows((await readOlmoLadder(folder, { tasks: Object.keys(CHANCE) })).rows);
  const accuracies = rows.filter(
    ({ metric, position, tokens }) => metric === "accuracy" && position === null && tokens > 0,
  );
  return [...groupBy(accuracies, ({ task }) => task)].flatMap(([task, own]) => askTask(task, own));
}

function askTask(task: string, rows: readonly Measurement[]): Asked[] {
  const runs = groupBy(rows, ({ run }) => run);
  const last = (run: string) => (runs.get(run) ?? []).slice(-1).map(pointOf);
  const ask = (part: string, axis: Axis, points: readonly Point[], cuts: number[], name = "") =>
    askSeries({
      source: "olmo-ladder",
      setting: `olmo-${part}`,
      name: `${part}${name}-${task}`,
      task,
      axis,
      chance: CHANCE[task]!,
      points,
      cuts,
    });
  const sizes = ["190M", "370M", "760M", "1B", "3B"];
  const ladder = sizes.flatMap((size) => LENGTHS.flatMap((length) => last(`${size}-${length}`)));
  const byCompute = [...ladder, ...LARGE.flatMap(last)].sort((a, b) => a.nParams * a.tokens - b.nParams * b.tokens);
  return [
    ...LENGTHS.flatMap((length) =>
      ask(
        "sizes",
        "nParams",
        sizes.flatMap((size) => last(`${size}-${length}`)),
        [3, 4],
        `-${length}`,
      ),
    ),
    ...ask("flops", "flops", byCompute, [byCompute.length - 5, byCompute.length - 2]),
    ...COURSES.flatMap((run) => {
      const points = (runs.get(run) ?? []).map(pointOf);
      const course = points.length < CHECKPOINTS ? [] : thinnedOverTraining(points, CHECKPOINTS);
      return course.length < 9 ? [] : ask("tokens", "tokens", course, [5, 8], `-${run}`);
    }),
  ];
}

function pointOf({ run, nParams, step, tokens, value, n }: Measurement): Point {
  return { run, nParams, step, tokens, accuracy: value, n };
}
