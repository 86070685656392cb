/**
 * Pythia few-shot arithmetic: a real jump of addition at 2.8B, then a dip, with accuracies alone before it. Here the right answer
 * includes "cannot know": a forecaster that is sure of either is wrong in the sense that matters.
 */
import path from "node:path";
import { forecastersWithout } from "../forecast/forecasters.ts";
import { cdfBelow } from "../math/distribution.ts";
import { mean } from "../math/stats.ts";
import { questionOf } from "../question/build.ts";
import { gridOf, jumpPlaces } from "../question/grid.ts";
import type { Forecast, Measurement, Question } from "../records.ts";
import { checkRows } from "../source/checkRows.ts";
import { readMappedTable } from "../source/table.ts";
import { type Answered, answered, publishedTask } from "./ask.ts";
import { type Benchmark, type Line, plainLine, type Section } from "./benchmark.ts";

const THRESHOLD = 0.5;
const OBSERVED = 4;
const FINAL_STEP = 143_000;
const SHOTS = [2, 4, 8, 16];
/** 100 operands of 50 examples each: acc (1 - acc) / stderr^2 + 1 of the published results by operand. */
const NUM_EXAMPLES = 5000;

/** Pythia v0 (deduplicated), addition and multiplication with 2 to 16 shots, 160M-1.4B seen, 2.8B-12B asked about. */
export const arithmetic: Benchmark = {
  name: "arithmetic",
  title: "Pythia few-shot arithmetic: a jump nobody can see coming in the accuracies",
  data: "pythia",
  async run(data) {
    const rows = await readRows(path.join(data, "pythia", "pythia_v0_arithmetic_mean.csv"));
    const forecasters = forecastersWithout("pythia");
    const all = ["addition", "multiplication"].flatMap((kind) =>
      SHOTS.map((shots) => answered(askedOf(rows, kind, shots), rows, forecasters)),
    );
    return sectionOf(all);
  },
};

async function readRows(file: string): Promise<Measurement[]> {
  const facts = { nParams: new Map(), tokensPerStep: new Map(), step: new Map() };
  const map = ["run=model", "task=family+fewshot", `n='${NUM_EXAMPLES}'`, "metric:accuracy=mean_acc"];
  return checkRows((await readMappedTable(file, { map, tasks: [], facts })).rows);
}

function askedOf(rows: readonly Measurement[], kind: string, shots: number): Question {
  const task = `arithmetic_${kind}-${shots}`;
  const own = rows
    .filter((row) => row.task === task && row.step === FINAL_STEP)
    .toSorted((a, b) => a.nParams - b.nParams);
  return questionOf({
    name: `${kind}-${shots}-shot`,
    family: "pythia-v0",
    metric: "accuracy",
    threshold: THRESHOLD,
    task: publishedTask(task),
    numExamples: NUM_EXAMPLES,
    rungs: own.map(({ run, nParams, step, tokens }, i) => ({
      name: run.replace("pythia-", "").replace("-deduped", ""),
      nParams,
      step,
      tokens,
      run: null,
      heldOut: i >= OBSERVED,
    })),
  });
}

function sectionOf(all: readonly Answered[]): Section {
  const hard = all.find(({ question }) => question.name === "addition-16-shot")!;
  const names = [...new Set(all.flatMap(({ forecasts }) => forecasts.map(({ forecaster }) => forecaster)))];
  const logScore = (own: Answered, forecast: Forecast) => -Math.log(forecast.jump[own.jumpBin]!);
  const losses = names.map((name) => {
    const own = all.flatMap((one) =>
      one.forecasts.filter(({ forecaster }) => forecaster === name).map((forecast) => logScore(one, forecast)),
    );
    return { name, loss: mean(own), count: own.length };
  });
  const equal = Math.log(hard.forecasts[0]!.jump.length).toFixed(2);
  const lines = [
    ...names.map((name) => chanceLine(hard, name)),
    ...losses.map(({ name, loss, count }) =>
      plainLine(
        `${name}: mean log score of the jump's place`,
        loss,
        "nats",
        `${count} questions answered; ${equal} is the loss of an equal chance for every place`,
      ),
    ),
  ];
  return {
    name: "arithmetic",
    title: arithmetic.title,
    lines,
    targets: all.flatMap(({ targets }) => targets),
    figures: [],
    notes: [
      `16-shot addition at the last step: ${valuesOf(hard)}; the sustained crossing of one half lies ${jumpPlaces(hard.question)[hard.jumpBin]!.phrase}.`,
      "Nothing but accuracies on the floor can be seen before the jump: a forecaster with most of its mass on one answer is lucky or wrong. bayes-mix carries its prior of a break into the forecast; laws without a break say never.",
    ],
  };
}

/** The accuracies at every size, as `160m .018`. */
function valuesOf({ question, values }: Answered): string {
  return question.rungs.map(({ name }) => `${name} ${values.get(name)!.toFixed(3)}`).join(", ");
}

/** P(accuracy at or beyond one half) at the first and at the last held-out size of 16-shot addition. */
function chanceLine({ question, forecasts }: Answered, name: string): Line {
  const forecast = forecasts.find(({ forecaster }) => forecaster === name);
  const { heldOut } = gridOf(question);
  const chance = (rung: string) =>
    1 - cdfBelow(forecast!.targets.find((target) => target.rung === rung)!.distribution, THRESHOLD);
  const [first, last] = [heldOut[0]!.name, heldOut.at(-1)!.name];
  const what = `${name}: P(16-shot addition > .5 at ${first})`;
  if (!forecast) return plainLine(what, null, "1", "no forecast");
  return plainLine(what, chance(first), "1", `${chance(last).toFixed(3)} at ${last}`);
}
