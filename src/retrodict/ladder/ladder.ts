/**
 * Benchmark: the OLMo model ladder. The published two-step method is reproduced to the last digit, and what was designed on the observed
 * runs alone has to do better than it at every held-out size, with intervals that mean what they say.
 */
import { mean } from "../../math/stats.ts";
import type { Measurement, ScoredTarget } from "../../records.ts";
import { coverage90 } from "../../score/summary.ts";
import { type Benchmark, type Line, plainLine } from "../benchmark.ts";
import { ladderFigure } from "./figure.ts";
import {
  CALIBRATED_POOL,
  LADDER_MEMBERS,
  type LadderAnswers,
  type LadderTask,
  ladderAnswers,
  POOL,
} from "./forecasts.ts";
import { type PublishedRow, pointPredictions, publishedRows } from "./paper.ts";
import { bestObserved, LADDER_TARGETS, ladderRows } from "./questions.ts";

/** Mean absolute errors of the published method in points, recomputed from its released tables, and the bars of the pool. */
const PUBLISHED = { "3b-10xc": "1.29", "7b-4t": "3.82", "13b-5t": "4.17" } as Record<string, string>;
const BARS: Record<string, number> = { "3b-10xc": 1.3, "7b-4t": 2.7, "13b-5t": 3.2 };
const DIGITS = 5e-5;

/** Eight tasks, 16 runs of 190M-1.3B seen, 3B-10xC, 7B-4T and 13B-5T asked about. */
export const ladder: Benchmark = {
  name: "ladder",
  title: "OLMo model ladder: accuracy at 3B, 7B and 13B from 190M-1.3B",
  data: "olmo-ladder",
  async run(data) {
    const rows = await ladderRows(data);
    const answers = ladderAnswers(rows);
    const table = await publishedRows(data, answers.tasks);
    return {
      name: "ladder",
      title: ladder.title,
      lines: [
        reproduction(table),
        ...LADDER_TARGETS.map((target, i) => publishedLine(answers.tasks, target, i)),
        ...LADDER_TARGETS.map((target) => noChangeLine(rows, answers.tasks, target)),
        ...forecastersOf(answers.tasks).flatMap((name) =>
          LADDER_TARGETS.map((target) => errorLine(answers.tasks, name, target)),
        ),
        ...forecastersOf(answers.tasks, POOL).flatMap((name) => spreadLines(answers.tasks, name)),
      ],
      targets: answers.tasks.flatMap(({ targets }) => targets),
      figures: [ladderFigure(answers.tasks)],
      notes: notesOf(answers, table),
    };
  },
};

type Target = (typeof LADDER_TARGETS)[number];

/** Every forecaster that answered, in order; the pool before its calibration has the same medians and is left out unless asked for. */
function forecastersOf(tasks: readonly LadderTask[], also = ""): string[] {
  const names = new Set(tasks.flatMap(({ forecasts }) => [...forecasts.keys()]));
  return [...names].filter((name) => name !== POOL || name === also);
}

function reproduction(table: readonly PublishedRow[]): Line {
  const worst = Math.max(...table.map(({ deviation }) => deviation));
  return {
    what: "two-step beside its published table: largest difference over 8 tasks at 13B, predicted or actual",
    value: worst,
    unit: "1",
    bar: `at most ${DIGITS} (four decimals)`,
    met: worst <= DIGITS,
    note: "the point prediction, before any spread",
  };
}

function publishedLine(tasks: readonly LadderTask[], { name, title }: Target, i: number): Line {
  const errors = tasks.flatMap(({ forecasts, values }) => {
    const predicted = pointPredictions(forecasts)[i];
    return predicted === undefined ? [] : [Math.abs(predicted - values.get(name)!)];
  });
  const points = errors.length < tasks.length ? null : 100 * mean(errors);
  return {
    what: `two-step as published at ${title}: mean absolute error`,
    value: points,
    unit: "points",
    bar: `${PUBLISHED[name]} as published`,
    met: points?.toFixed(2) === PUBLISHED[name],
    note: "",
  };
}

function noChangeLine(rows: readonly Measurement[], tasks: readonly LadderTask[], { name, title }: Target): Line {
  const errors = tasks.map(({ question, values }) =>
    Math.abs(bestObserved(rows, question.task.name) - values.get(name)!),
  );
  const what = `no change from the best observed run at ${title}: mean absolute error`;
  return plainLine(what, 100 * mean(errors), "points");
}

function errorLine(tasks: readonly LadderTask[], forecaster: string, { name, title }: Target): Line {
  const own = targetsOf(tasks, forecaster).filter(({ rung }) => rung === name);
  const points = 100 * mean(own.map(({ value, median }) => Math.abs(value - median)));
  const bar = forecaster === CALIBRATED_POOL && own.length === tasks.length ? BARS[name]! : null;
  return {
    what: `${forecaster} at ${title}: mean absolute error of the median`,
    value: points,
    unit: "points",
    bar: bar === null ? null : `at most ${bar}`,
    met: bar === null ? null : points <= bar,
    note: own.length < tasks.length ? `${own.length} of ${tasks.length} tasks` : "",
  };
}

function spreadLines(tasks: readonly LadderTask[], forecaster: string): Line[] {
  const own = targetsOf(tasks, forecaster);
  const { covered, n, share } = coverage90(own);
  const barred = forecaster === CALIBRATED_POOL;
  return [
    {
      what: `${forecaster}: share of outcomes inside 90 % intervals`,
      value: share,
      unit: "1",
      bar: barred ? ".80 to .95" : null,
      met: barred ? share >= 0.8 && share <= 0.95 : null,
      note: `${covered} of ${n}, mean width ${(100 * mean(own.map(({ high90, low90 }) => high90 - low90))).toFixed(1)} points`,
    },
    plainLine(`${forecaster}: mean CRPS`, 100 * mean(own.map(({ crps }) => crps)), "points"),
  ];
}

function targetsOf(tasks: readonly LadderTask[], forecaster: string): ScoredTarget[] {
  return tasks.flatMap(({ targets }) => targets.filter((target) => target.forecaster === forecaster));
}

function notesOf({ tasks, spread }: LadderAnswers, table: readonly PublishedRow[]): string[] {
  const weights = tasks.map(({ title, forecasts }) => {
    const parameters = Object.entries(forecasts.get(POOL)?.parameters ?? {});
    const shares = parameters.flatMap(([name, value]) =>
      name.startsWith("weight.") ? [Number(value).toFixed(2)] : [],
    );
    return `${title} ${shares.join(" / ")}`;
  });
  const published = table.map(
    ({ task, actual, predicted }, i) => `${tasks[i]?.title ?? task} ${predicted.toFixed(4)} (${actual.toFixed(4)})`,
  );
  return [
    `Published predictions of 13B, reproduced, with what was measured in brackets: ${published.join(", ")}.`,
    `The pool's members, the power of its weights and its width were fixed on the 16 observed runs: members by cuts of these runs, weights per task by the CRPS at four of them, width by ${spread.ok ? `the errors there (${spread.n} targets, intervals times ${spread.factor.toFixed(2)})` : `nothing (${spread.reason})`}. The longest horizon so tested is 1.4 decades of compute, the longest asked 2.3. The width is somewhat too narrow by construction: the weights of a pool at an origin were chosen on the same origins.`,
    `Weights of ${LADDER_MEMBERS.map(({ name }) => name).join(" / ")}: ${weights.join(", ")}.`,
  ];
}
