/** foreshock demo: one question from registration to report, told in numbered steps; it calls the other verbs and nothing else. */

import { existsSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { duration } from "../base/words.ts";
import { newProject } from "../study/newProject.ts";
import { close } from "./close.ts";
import { forecast } from "./forecast.ts";
import { color, isNext } from "./output.ts";
import { register } from "./register.ts";
import { report } from "./report.ts";
import { run } from "./run.ts";
import { score } from "./score.ts";
import { type Context, Interrupted, type Result } from "./verb.ts";
import { verify } from "./verify.ts";

type Step = {
  title: string;
  why: string;
  command: string;
  verb: (name: string, context: Context) => Promise<Result>;
};

/** The default, which a report highlights; two that know the task and one that does not. */
const forecasters = ["stacking", "bayes-mix", "margin", "logit-accuracy-line"];

/** The experiment in order; `Q` in a command stands for the question, which has the name of its family. */
const STEPS: Step[] = [
  {
    title: "Ask",
    why: "The question is frozen in a signed ledger before anything is known.",
    command: "register Q",
    verb: register,
  },
  {
    title: "Train the small models",
    why: "Forecasters will see these and nothing else.",
    command: "run Q",
    verb: (name, context) => run(name, {}, context),
  },
  {
    title: "Forecast",
    why: "The ledger gets a commitment to each forecast, not the forecast: nobody can see it, nobody can change it.",
    command: `forecast Q ${forecasters.map((name) => `--by ${name}`).join(" ")}`,
    verb: (name, context) => forecast(name, { by: forecasters }, context),
  },
  {
    title: "Close",
    why: "The seeds of the large models follow from every commitment, so these models cannot have existed before.",
    command: "close Q --yes",
    verb: (name, context) => close(name, { yes: true }, context),
  },
  {
    title: "Train the large models",
    why: "Nothing about their results is shown; the digest of every result goes into the ledger.",
    command: "run Q --question Q",
    verb: (name, context) => run(name, { question: name }, context),
  },
  {
    title: "Score",
    why: "Forecasts are revealed first, then the outcome is opened together with all scores.",
    command: "score Q",
    verb: score,
  },
  {
    title: "Verify",
    why: "Everything is checked again from the files, as a stranger would.",
    command: "verify",
    verb: (_, context) => verify({}, context),
  },
  {
    title: "Report",
    why: "One page with curves, forecasts, scores and the record.",
    command: "report Q",
    verb: report,
  },
];

/** Plays the whole experiment in a new folder; with `quick` a much smaller one (seconds, for checking an installation). */
export async function demo(
  folder: string | undefined,
  { quick = false }: { quick?: boolean },
  outer: Context,
): Promise<Result> {
  const started = performance.now();
  const dir = freeFolder(path.resolve(outer.cwd, folder ?? "foreshock-demo"));
  const name = quick ? "chain-quick" : "chain";
  newProject(dir, name);
  const context: Context = { ...outer, cwd: dir, project: dir };
  outer.tell(`foreshock demo in ${dir}${quick ? " (the short form)" : ""}`, { event: "start", dir });
  let last: Result = { data: {}, text: [] };
  for (const [i, step] of STEPS.entries()) {
    last = await play(i + 1, name, step, context);
    if (last.problem) break;
  }
  return ending(dir, name, last, (performance.now() - started) / 1000);
}

/** Tells one step and does it. */
async function play(
  number: number,
  name: string,
  { title, why, verb, ...step }: Step,
  context: Context,
): Promise<Result> {
  const command = `foreshock ${step.command.replaceAll("Q", name)}`;
  const heading = `${color.bold(`${number}. ${title}`)}  ${color.dim(`$ ${command}`)}`;
  context.tell(`\n${heading}\n   ${why}`, { event: "step", number, title, command });
  const result = await verb(name, context).catch((error: unknown) => {
    throw error instanceof Interrupted ? new Interrupted(`cd ${context.cwd} && foreshock status`) : error;
  });
  const lines = result.text.filter((line) => !isNext(line)).map((line) => `   ${line}`);
  context.tell(lines.join("\n"), { event: "result", step: number, data: result.data });
  return result;
}

function ending(dir: string, name: string, last: Result, seconds: number): Result {
  const page = path.join(dir, "reports", name, "index.html");
  const { verdict } = last.data as { verdict?: string };
  return {
    data: { event: "finished", dir, report: page, verdict: verdict ?? null, seconds: Math.round(seconds) },
    ...(last.problem ? { problem: last.problem } : {}),
    text: last.problem
      ? [`stopped; the project is in ${dir}`]
      : ["", `done in ${duration(seconds)}; report: ${page}`, color.bold(verdict ?? "")],
  };
}

/** The folder, or the first of <folder>-2, <folder>-3 .. that does not exist. */
function freeFolder(dir: string): string {
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? dir : `${dir}-${i}`;
    if (!existsSync(candidate)) return candidate;
  }
}
