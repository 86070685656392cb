/**
 * Where will this run be at step T, when so far nothing has happened? Some runs show inside that something is coming: the test loss past
 * its peak, the LLC past its own, weights that grow faster than drift. This forecaster turns such alarms into times of the jump. It
 * exists to find out whether looking inside adds skill, so the same machine runs on the test loss alone (`progress-test-loss`).
 */

import { byText } from "../../base/byText.ts";
import type { Generator } from "../../base/random.ts";
import { clipped, sigmoid } from "../../math/special.ts";
import { sum } from "../../math/stats.ts";
import { isAt, isBeyond } from "../../question/grid.ts";
import { countsShare } from "../../question/kind.ts";
import type { Forecast, Question } from "../../records.ts";
import type { Ask } from "../ask.ts";
import type { Forecaster } from "../forecaster.ts";
import { alarmOf, curveIn, type Indicator, PROGRESS_MEASURES, TEST_LOSS } from "./alarms.ts";

const NUM_DRAWS = 2000;
/**
 * Jump step over alarm step: ln ~ N(ln 2, .5^2). From the published early-warning table of modular addition, p = 53 (three seeds): 1.6-1.9
 * for the LLC, 2.5-2.7 for the test loss; widened because other tasks need not agree.
 */
const LEAD = { mean: Math.log(2), sd: 0.5 };
/** Width of the rise in ln steps: ln ~ N(ln .1, .5^2); top of the rise: U(.85, 1) of the metric's range. */
const WIDTH = { mean: Math.log(0.1), sd: 0.5 };
const TOP = 0.85;
/** Smallest step from checkpoint to checkpoint of a run that is not jumping. */
const MIN_STEP_SD = 0.02;
const TRIES = 50;

/** Times the jump from the alarms of test loss, LLC and weight movement; see `progressWith`. */
export const progress = progressWith(
  "progress",
  "times the jump from what moves inside the run: test loss and LLC past their peaks, weights growing (over tokens)",
  PROGRESS_MEASURES,
);

/** The same from the test loss alone: what `progress` has to beat. */
export const progressTestLoss = progressWith(
  "progress-test-loss",
  "times the jump from the test loss past its peak alone (over tokens): what progress has to beat",
  TEST_LOSS,
);

/** A seed's run at the cut: its last value and step, how far it moved between checkpoints, and the steps at which indicators rang. */
type Run = { last: number; step: number; stepSd: number; alarms: number[] };

/**
 * Every run is either beyond the threshold already (its value wanders as it did so far), or will jump at step T: after an alarm at step a (one of those that
 * rang, each as likely), ln(T / a) ~ N(ln 2, .5^2) given T > now; without one P(T > t) = now / t, the scale-free prior of somebody who
 * arrives at no special moment. Around T the metric rises from its last value to a top U(.85, 1) as a logistic function of ln steps.
 */
function progressWith(name: string, summary: string, indicators: readonly Indicator[]): Forecaster {
  return {
    name,
    summary,
    method: {
      law: "a logistic rise in ln steps at a time set by alarms (ln lead ~ N(ln 2, .5^2)) or by the scale-free prior P(T > t) = now / t",
      objective: "none fitted; priors fixed from a published table",
      search: "alarms by fixed rules",
      uncertainty: "time, width and top of the rise, wander of each seed",
    },
    draw(ask, rng) {
      const { question, grid, kind } = ask;
      if (question.axis !== "tokens") return { reason: `${name} reads the course of training: ask over tokens` };
      if (!countsShare(kind))
        return { reason: `${name} needs a success share between 0 and 1, not ${question.metric}` };
      const runs = runsAt(ask, indicators);
      if (runs.length === 0) return { reason: `no run of ${grid.top.name} has ${question.metric} at the cut` };
      return {
        curves: drawCurves(ask, runs, rng),
        parameters: parametersOf(indicators, runs),
        rationale:
          "Alarms inside the run are turned into times of the jump; without an alarm nothing is known but how long it has not come.",
      };
    },
  };
}

function runsAt({ question, grid: { top }, evidence }: Ask, indicators: readonly Indicator[]): Run[] {
  const rows = evidence.rows.filter((row) => row.metric === question.metric && row.position === null && isAt(top, row));
  return rows
    .toSorted((a, b) => byText(a.seed, b.seed))
    .map(({ seed, value, step }) => ({
      last: clipped(value),
      step,
      stepSd: stepSdOf(curveIn(evidence, top, question.metric, seed).values.map(clipped)),
      alarms: indicators.flatMap(
        (indicator) => alarmOf(indicator, curveIn(evidence, top, indicator.metric, seed)) ?? [],
      ),
    }));
}

function drawCurves({ question, grid: { heldOut } }: Ask, runs: readonly Run[], rng: Generator): number[][][] {
  return Array.from({ length: NUM_DRAWS }, () => {
    const seeds = Array.from({ length: question.numSeeds }, (_, s) => courseOf(question, runs[s % runs.length]!, rng));
    return heldOut.map((rung) => seeds.map((course) => clipped(course(rung.step))));
  });
}

/** Root mean square of the steps between checkpoints, at least .02. */
function stepSdOf(values: readonly number[]): number {
  const steps = values.slice(1).map((value, i) => (value - values[i]!) ** 2);
  return Math.max(MIN_STEP_SD, steps.length > 0 ? Math.sqrt(sum(steps) / steps.length) : 0);
}

/** One drawn future of a run: its metric as a function of the step, asked in order of steps (it also wanders as it did so far). */
function courseOf(question: Question, run: Run, rng: Generator): (step: number) => number {
  let wandered = 0;
  const wander = () => (wandered += run.stepSd * rng.normal());
  if (isBeyond(question, run.last)) return () => run.last + wander();
  const at = Math.log(jumpStep(run, rng));
  const width = Math.exp(WIDTH.mean + WIDTH.sd * rng.normal());
  const top = TOP + (1 - TOP) * rng.uniform();
  return (step) => {
    const risen = sigmoid((Math.log(step) - at) / width);
    return run.last + (1 - risen) * wander() + Math.max(0, top - run.last) * risen;
  };
}

function jumpStep({ step, alarms }: Run, rng: Generator): number {
  if (alarms.length === 0) return step / Math.max(1e-9, 1 - rng.uniform());
  const alarm = alarms[rng.int(alarms.length)]!;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const drawn = alarm * Math.exp(LEAD.mean + LEAD.sd * rng.normal());
    if (drawn > step) return drawn;
  }
  // the lead is long overdue: what the alarm said is spent
  return step / Math.max(1e-9, 1 - rng.uniform());
}

function parametersOf(indicators: readonly Indicator[], runs: readonly Run[]): Forecast["parameters"] {
  return {
    indicators: indicators.map(({ metric, kind }) => `${metric} (${kind})`).join(", "),
    runs: runs.length,
    runsWithAlarm: runs.filter(({ alarms }) => alarms.length > 0).length,
    alarmSteps: runs.flatMap(({ alarms }) => alarms),
    leadMeanLn: LEAD.mean,
    leadSdLn: LEAD.sd,
  };
}
