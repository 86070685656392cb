/** What was learned at each width of a multitask family, and the figure of it: the mean loss above, the jumps it is made of below. */
import { curveOf, seedsOf } from "../../development/curve.ts";
import { jumpStep } from "../../development/leads.ts";
import type { Measurement } from "../../records.ts";
import type { TrainedFamily } from "../phenomenon.ts";
import { linesOf } from "../rows.ts";
import type { Line, Panel, Picture } from "../section.ts";

/** A subtask is learned at the checkpoint from which on its accuracy stays here. */
export const LEARNED = 0.95;

/** The rows of one width, and what was learned in each seed: step by subtask, null for never. */
export type Width = { name: string; rows: Measurement[]; seeds: { seed: string; steps: (number | null)[] }[] };

/** Returns the widths of a family, narrowest first, each with its rows and what each seed learned. */
export function widthsOf({ family, rows }: TrainedFamily): Width[] {
  const numTasks = Number(family.task.params.tasks);
  return family.ladder.map(({ name, nParams }) =>
    widthOf(
      name,
      rows.filter((row) => row.nParams === nParams),
      numTasks,
    ),
  );
}

function widthOf(name: string, rows: Measurement[], numTasks: number): Width {
  const seeds = seedsOf(rows).map((seed) => ({
    seed,
    steps: Array.from({ length: numTasks }, (_, k) => {
      const curve = curveOf(rows, `subtaskAccuracy.s${k}`, seed);
      return jumpStep({ curve, threshold: LEARNED, better: "higher" });
    }),
  }));
  return { name, rows, seeds };
}

/** Returns the subtasks a seed learned, by number, with the step of each. */
export const learnedOf = (steps: readonly (number | null)[]): { k: number; step: number }[] =>
  steps.flatMap((step, k) => (step === null ? [] : [{ k, step }]));

/** Returns the figure; subtasks are those of the widest network's first seed. */
export function multitaskPicture(widths: readonly Width[]): Picture {
  const widest = widths.at(-1)!;
  const followed = widest.seeds[0]!;
  const subtasks = learnedOf(followed.steps).flatMap(({ k }) =>
    linesOf(widest.rows, `subtaskAccuracy.s${k}`, `number ${k + 1}`).filter(({ seed }) => seed === followed.seed),
  );
  const panels: Panel[] = [
    { title: "Mean loss", unit: "nats", lines: widths.flatMap(({ name, rows }) => linesOf(rows, "nll", name)) },
    {
      title: `Accuracy of each learned subtask, ${widest.name}, seed ${followed.seed}`,
      unit: "1",
      lines: subtasks,
      rules: [{ value: LEARNED, label: "learned" }],
    },
    { title: "Subtasks learned", unit: "of all", lines: widths.flatMap(countLines) },
  ];
  return { title: "Multitask sparse parity", xTitle: "training steps", xLog: true, panels, stages: [], marks: [] };
}

/** How many subtasks are learned at each checkpoint, for good, one line per seed. */
function countLines({ name, rows, seeds }: Width): Line[] {
  return seeds.map(({ seed, steps }) => {
    const learned = learnedOf(steps);
    const points = curveOf(rows, "nll", seed).steps.map((step) => {
      return { step, value: learned.filter((one) => one.step <= step).length, stderr: null };
    });
    return { label: name, seed, points };
  });
}
