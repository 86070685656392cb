/** The published tables of the model ladder, recomputed task by task from its released checkpoints. Skipped where they are not there. */
import { describe, expect, it } from "vitest";
import {
  fitLossLaw,
  LADDER_SEARCH,
  type LossPoint,
  type LossSearch,
  lossAt,
} from "../../../src/forecast/twoStep/lossLaw.ts";
import { accuracyAt, fitSigmoidLink } from "../../../src/forecast/twoStep/sigmoidLink.ts";
import {
  allLinkPoints,
  compute,
  final,
  hasLadder,
  type Kind,
  lossPoints,
  OBSERVED,
  published,
  type Run,
  series,
  sizeAndTokens,
  TARGETS,
  TASKS,
} from "./ladder.ts";

/** The published search of the compute-only variant: start (3, .1, 1) for (ln A, alpha, E), 0 <= alpha <= 1. */
const LADDER_SEARCH_1D: LossSearch = {
  starts: [[3, 0.1, 1]],
  box: { low: [0, 0, 0], high: [Infinity, 1, Infinity] },
};

function law(points: LossPoint[], search = LADDER_SEARCH) {
  const fit = fitLossLaw(points, search);
  if (!fit.ok) throw new Error(fit.reason);
  return fit.law;
}

const links = new Map<string, ReturnType<typeof fitSigmoidLink>>();
function link(task: string, kind: Kind) {
  const key = `${task} ${kind}`;
  const fit = links.get(key) ?? fitSigmoidLink(allLinkPoints(task, kind));
  links.set(key, fit);
  if (!fit.ok) throw new Error(fit.reason);
  return fit.link;
}

const average = (values: number[]) => values.reduce((total, value) => total + value, 0) / values.length;

/** Mean absolute error over the eight tasks, in accuracy points. */
function meanError(target: Run, predict: (task: string) => number): number {
  return 100 * average(TASKS.map((task) => Math.abs(predict(task) - final(target, task, "accuracy"))));
}

describe.skipIf(!hasLadder)("the model ladder's tables", () => {
  it.each(TASKS)("chained prediction of 13B to 4 decimals, by size and tokens and by compute: %s", (task) => {
    const bySize = law(lossPoints(task, "bitsPerByte", sizeAndTokens));
    const byCompute = law(lossPoints(task, "bitsPerByte", compute), LADDER_SEARCH_1D);
    const main = published("chained_main").get(task)!;
    const flops = published("chained_flops_main").get(task)!;
    const acc = (loss: number) => accuracyAt(link(task, "bitsPerByte"), loss);
    expect(acc(lossAt(bySize, sizeAndTokens(TARGETS["13B"])))).toBeCloseTo(main.pred, 5);
    expect(acc(lossAt(byCompute, compute(TARGETS["13B"])))).toBeCloseTo(flops.pred, 5);
    expect(final(TARGETS["13B"], task, "accuracy")).toBeCloseTo(main.actual, 10);
  });

  it.each(TASKS)("each step alone, to 4 decimals: %s", (task) => {
    const first = published("step1_main").get(task)!;
    const fitted = law(lossPoints(task, "bitsPerByte", sizeAndTokens));
    expect(lossAt(fitted, sizeAndTokens(TARGETS["13B"]))).toBeCloseTo(first.pred, 4);
    expect(final(TARGETS["13B"], task, "bitsPerByte")).toBeCloseTo(first.actual, 10);
    const second = published("step2_main").get(task)!;
    const loss = final(TARGETS["13B"], task, "bitsPerByte");
    expect(accuracyAt(link(task, "bitsPerByte"), loss)).toBeCloseTo(second.pred, 5);
    const ce = published("step1_taskce_main").get(task)!;
    const last = (run: Run) => series(run.file, task, "choiceNll").at(-1)!;
    const ceLaw = law(OBSERVED.map((run) => ({ logs: sizeAndTokens(run), loss: last(run) })));
    expect(lossAt(ceLaw, sizeAndTokens(TARGETS["13B"]))).toBeCloseTo(ce.pred, 3);
  });

  it("mean errors of both losses, of compute alone and of no change", () => {
    const chain = (kind: Kind, run: Run) => (task: string) =>
      accuracyAt(link(task, kind), lossAt(law(lossPoints(task, kind, sizeAndTokens)), sizeAndTokens(run)));
    const errors = (of: (run: Run) => (task: string) => number) =>
      Object.values(TARGETS).map((run) => Number(meanError(run, of(run)).toFixed(2)));
    expect(errors((run) => chain("bitsPerByte", run))).toEqual([4.17, 3.82, 1.29]);
    expect(errors((run) => chain("choiceNll", run))).toEqual([3.58, 2.99, 1.41]);
    const noChange = (task: string) => Math.max(...OBSERVED.map((run) => final(run, task, "accuracy")));
    expect(errors(() => noChange)).toEqual([14.09, 12.57, 5.11]);
    const byCompute = (task: string) => {
      const fitted = law(lossPoints(task, "bitsPerByte", compute), LADDER_SEARCH_1D);
      return accuracyAt(link(task, "bitsPerByte"), lossAt(fitted, compute(TARGETS["13B"])));
    };
    expect(meanError(TARGETS["13B"], byCompute)).toBeCloseTo(3.54, 2);
  });
});
