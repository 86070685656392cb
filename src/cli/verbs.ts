/** The table of verbs: how each is typed, and which file does it. Files are loaded when their verb is used, so that --help is quick. */
import type { Context, Result } from "./verb.ts";

/** An option: flags, description, and how a value joins the values before it. */
type Option = [flags: string, description: string, parse?: (value: string, before: unknown) => unknown];

/** Options every verb has. */
export type Shared = { project?: string; json?: boolean };

export type Verb = {
  usage: string;
  description: string;
  example: string;
  options?: Option[];
  /** More text at the end of the verb's --help. */
  more?: string;
  act(args: (string | undefined)[], options: Record<string, unknown>, context: Context): Promise<Result>;
};

const collect = (value: string, before: unknown) => [...((before as string[] | undefined) ?? []), value];

const NUMBERS = `
Your own numbers (YAML or JSON) are quantiles by held-out rung and chances by jump bin:
  targets:
    d32: { "0.05": 0.1, "0.5": 0.3, "0.95": 0.7 }
    d40: { "0.05": 0.2, "0.5": 0.6, "0.95": 0.9 }
  jump: { "<=d24": 0.05, d32: 0.25, d40: 0.4, never: 0.3 }`;

const LEVELS = `
Levels: L0 = about results that were there before (imported, or of the same task and size in this ledger), or under a
program's name whose numbers could not be made again;
L1 = the order of events inside this ledger is proven: the most that one person can earn alone. --retrain trains the
smallest held-out size again and says whether its rows are the sealed ones; no level follows from it.`;

/** Every verb, in the order of the experiment. */
export const VERBS: Verb[] = [
  {
    usage: "init [dir]",
    description: "make a project with the demo family and a question about it",
    example: "foreshock init study",
    act: async ([dir], _, context) => (await import("./init.ts")).init(dir, context),
  },
  {
    usage: "register <question>",
    description: "freeze a question in the ledger",
    example: "foreshock register chain",
    act: async ([question], _, context) => (await import("./register.ts")).register(question!, context),
  },
  {
    usage: "run <family>",
    description: "train a family's observed rungs, or a closed question's held-out rungs",
    example: "foreshock run chain --question chain",
    options: [
      ["--question <question>", "train the held-out rungs with the seeds drawn for this closed question"],
      ["--workers <n>", "models trained at a time (default: one per core)"],
    ],
    act: async ([family], options, context) => (await import("./run.ts")).run(family!, options, context),
  },
  {
    usage: "llc <family>",
    description: "estimate the local learning coefficient of a trained checkpoint, with diagnostics",
    example: "foreshock llc chain --rung d16 --seed 0 --step 600",
    options: [
      ["--rung <name>", "an observed rung (default: the largest)"],
      ["--seed <n>", "the run's seed (default: 0)"],
      ["--step <n>", "a checkpoint (default: the last)"],
      ["--sampler <name>", "lm, sgld, rmsprop-sgld, sgnht"],
      ["--step-size <number>", "auto searches for it"],
      ["--nbeta <number>", "inverse temperature: dataset (n / ln n), batch (B / ln B), or a number"],
      ["--localization <gamma>", "strength of the pull to the weights"],
      ["--num-chains <n>", "chains"],
      ["--num-draws <n>", "steps kept per chain"],
      ["--num-burnin-steps <n>", "steps before them"],
      ["--batch-size <n>", "examples per step"],
      ["--num-examples <n>", "examples in the data set, unless the run has a fixed one"],
      ["--params <start>", "only parameters with this name or beginning move; may be given several times", collect],
      ["--data <setting=value>", "another setting of the task for the data; may be given several times", collect],
      ["--force", "print a number with bad diagnostics, marked"],
    ],
    act: async ([family], options, context) => (await import("./llc.ts")).llc(family!, options, context),
  },
  {
    usage: "forecast [question]",
    description: "make forecasts from the evidence, show them and commit them",
    example: "foreshock forecast chain --by bayes-mix",
    options: [
      ["--by <forecaster>", "a forecaster; may be given several times", collect],
      ["--file <numbers>", "your own numbers"],
      ["--as <name>", "the name under which your own numbers are registered"],
      ["--list", "list the forecasters"],
      ["--dry-run", "show without committing"],
    ],
    more: NUMBERS,
    act: async ([question], options, context) => (await import("./forecast.ts")).forecast(question, options, context),
  },
  {
    usage: "close <question>",
    description: "end the time for forecasts; draws the seeds of the held-out runs",
    example: "foreshock close chain",
    options: [["--yes", "do not ask to type the question's name"]],
    act: async ([question], options, context) => (await import("./close.ts")).close(question!, options, context),
  },
  {
    usage: "score <question>",
    description: "reveal the forecasts, open the outcome, score",
    example: "foreshock score chain",
    act: async ([question], _, context) => (await import("./score.ts")).score(question!, context),
  },
  {
    usage: "compare <question>",
    description: "all forecasters and people on one scored question, side by side",
    example: "foreshock compare chain --explain",
    options: [["--explain", "take every score apart, term by term"]],
    act: async ([question], options, context) => (await import("./compare.ts")).compare(question!, options, context),
  },
  {
    usage: "backtest <name>",
    description: "how early could forecasters have known what a family's or an import's observed rungs did next?",
    example: "foreshock backtest chain --metric exactMatch --over sizes",
    options: [
      ["--metric <name>", "the metric asked about (default: success, of an import accuracy)"],
      ["--threshold <number>", "what counts as the jump (default: 0.5)"],
      ["--task <name>", "a task of an import"],
      [
        "--runs <pattern>",
        "the runs of an import (or rungs of a family) to use, as in 'a-*,b-1'; may be given several times",
        collect,
      ],
      ["--over <view>", "sizes, tokens (the training of every rung) or compute (default: all there are)"],
      [
        "--by <forecaster>",
        "a forecaster; may be given several times (default: all but ensemble, which takes long)",
        collect,
      ],
    ],
    act: async ([name], options, context) => (await import("./backtest.ts")).backtest(name!, options, context),
  },
  {
    usage: "report <question>",
    description: "write reports/<question>/index.html",
    example: "foreshock report chain",
    act: async ([question], _, context) => (await import("./report.ts")).report(question!, context),
  },
  {
    usage: "verify",
    description: "check everything from the files alone",
    example: "foreshock verify --head kept.head",
    options: [
      ["--head <file>", "a signed head that somebody kept; may be given several times", collect],
      ["--retrain", "also train the smallest held-out size again and compare"],
      ["--repair", "first cut off the unfinished last line that a crash left"],
    ],
    more: LEVELS,
    act: async (_, options, context) => (await import("./verify.ts")).verify(options, context),
  },
  {
    usage: "stages <family>",
    description: "how a family's trained rungs developed: jumps, what moved before them, stages, losses that turn",
    example: "foreshock stages grokking --metric exactMatch --threshold 0.5",
    options: [
      ["--metric <name>", "the metric whose jump is asked for (default: success)"],
      ["--threshold <number>", "what counts as the jump (default: 0.5)"],
    ],
    act: async ([family], options, context) => (await import("./stages.ts")).stages(family!, options, context),
  },
  {
    usage: "reproduce <phenomenon>",
    description: "train a published phenomenon (or all), judge it, write reports/phenomena/index.html",
    example: "foreshock reproduce induction-bump",
    options: [["--workers <n>", "models trained at a time (default: one per core)"]],
    act: async ([name], options, context) => (await import("./reproduce.ts")).reproduce(name!, options, context),
  },
  {
    usage: "import <source> <path>",
    description: "keep published results (lm-eval, olmo-ladder, table) as rows of the project",
    example: "foreshock import lm-eval results --as pythia --task lambada_openai --hold-out pythia-12b",
    options: [
      ["--as <name>", "the import's name"],
      ["--task <name>", "this task only; may be given several times", collect],
      ["--n-params <model=count>", "non-embedding parameters of a model; may be given several times", collect],
      ["--tokens-per-step <count>", "tokens per step, or model=count; may be given several times", collect],
      ["--step <step>", "step of results that do not state it, or model=step; may be given several times", collect],
      [
        "--map <field=column>",
        "a table's column for a field, or metric:accuracy=acc; may be given several times",
        collect,
      ],
      [
        "--hold-out <name>",
        "a model or run whose values are not kept, or name@step from a step on; several times",
        collect,
      ],
      ["--question <question>", "the same command again, once this question is closed: seal what was held out"],
    ],
    act: async ([source, target], options, context) =>
      (await import("./import.ts")).importResults(source!, target!, options, context),
  },
  {
    usage: "export <format> [dir]",
    description: "write all scored forecasts as a hubverse hub, for its R and Python tools",
    example: "foreshock export hub",
    act: async ([format, dir], _, context) => (await import("./export.ts")).exportForecasts(format!, dir, context),
  },
  {
    usage: "benchmark",
    description:
      "every forecaster on questions whose outcome is known, asked blind; writes reports/benchmark/index.html",
    example: "foreshock benchmark --data published --by bayes-mix",
    options: [
      [
        "--data <folder>",
        "a folder with questions.json and tables, or with such folders in it; may be given several times",
        collect,
      ],
      ["--by <forecaster>", "the forecaster shown first (default: the default of forecast)"],
      [
        "--forecaster <name>",
        "ask this one beside it, the rival and the references; may be given several times (default: all)",
        collect,
      ],
      ["--only <part>", "a source or a case; may be given several times (default: all)", collect],
      ["--workers <n>", "questions answered at a time (default: one per core)"],
    ],
    act: async (_, options, context) => (await import("./benchmark.ts")).benchmark(options, context),
  },
  {
    usage: "status",
    description: "where every question stands and what to type next",
    example: "foreshock status",
    act: async (_, __, context) => (await import("./status.ts")).status(context),
  },
  {
    usage: "demo [dir]",
    description: "play the whole experiment in a new folder",
    example: "foreshock demo",
    options: [["--quick", "a much smaller family, half a minute"]],
    act: async ([dir], options, context) => (await import("./demo.ts")).demo(dir, options, context),
  },
];
