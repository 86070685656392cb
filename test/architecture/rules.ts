/** The tables of the house rules: who may import whom, where each large library lives, how long files and functions may be. */

const lab = (upTo: number) => ["graph", "engine", "task", "model", "train", "measure"].slice(0, upTo);
const nouns = ["records", "specs", "metrics", "base"];
const below = [...nouns, "math"];

/** Folder (or file at the top of src) -> what it may import; its own folder is always allowed. */
export const ALLOWED: Record<string, string[] | "anything"> = {
  // The nouns know nothing but one another.
  specs: [],
  records: ["specs"],
  metrics: [],
  base: ["records", "specs"],
  // A question is a noun: whoever asks, answers, scores or shows it can read it without the lab.
  question: nouns,
  math: ["base"],
  // Packed families are rows and questions: whoever forecasts, scores or judges may read them.
  bank: ["question", ...nouns],
  // The lab: from a graph of operators up to runs.
  graph: ["base"],
  engine: ["graph", "base"],
  task: ["base", "records", "specs"],
  model: ["graph", "task", "base", "math", "records", "specs"],
  train: [...lab(4), ...below],
  measure: [...lab(5), ...below],
  runs: [...lab(6), ...below],
  source: nouns,
  // The ledger says who registered what; it neither forecasts nor scores, and knows no command line.
  ledger: ["question", "records", "specs", "base"],
  // Forecasters are blind: rows, questions and mathematics.
  forecast: ["development", "question", ...below],
  score: ["question", "records", "specs", "base", "math"],
  development: below,
  // The frame of a page knows no page.
  page: ["records", "question", "base"],
  phenomena: ["page", "development", ...below],
  retrodict: ["bank", "source", "forecast", "score", "development", "question", "page", ...below],
  benchmark: ["retrodict", "bank", "source", "forecast", "score", "question", "page", ...below],
  report: ["page", "question", ...below],
  // The export draws no page: it writes the tables of another format.
  hub: ["score", "question", ...below],
  // A study is everything one can do with a project on disk: it uses the lab, the ledger and the forecasters, and no terminal.
  study: [
    "development",
    "hub",
    "phenomena",
    "runs",
    "source",
    "ledger",
    "forecast",
    "score",
    "report",
    "question",
    "task",
    "measure",
    "model",
    "engine",
    ...below,
  ],
  // What a verb may import is a rule of its own, below.
  cli: "anything",
  // Two of the three entry points; the third is src/task/define.ts.
  scores: ["score", "math"],
  index: "anything",
};

/** Folders whose sub-folders are alternatives, one forecaster or phenomenon beside another, and do not know each other. */
export const APART = ["forecast", "measure", "phenomena", "retrodict"];
/** Files in a sub-folder that its siblings may import; everything else they share stands in the folder above. */
export const SHARED = /^src\/forecast\/(tokens\/|laws\/quantity\.ts$)/;

/** Libraries that live in one place: package name, the files that may import it, and how many of them at most. */
export const PINNED: { library: RegExp; where: RegExp; files?: number }[] = [
  { library: /^vega|^@resvg\//, where: /^src\/page\/render\.ts$/ },
  { library: /^onnxruntime-node$/, where: /^src\/engine\/ort\.ts$/ },
  { library: /^@tensorflow\//, where: /^src\/engine\/tfjs[^/]*\.ts$/ },
  { library: /^@duckdb\//, where: /^src\/base\/tables\.ts$/, files: 1 },
  { library: /^ml-matrix$/, where: /^src\/math\/optimise\//, files: 1 },
  { library: /^commander$/, where: /^src\/cli\// },
  { library: /^tsx$/, where: /^src\/task\/load\.ts$/ },
  { library: /^mathjs$/, where: /^src\//, files: 1 },
];
/** The files that may import while running. */
export const DYNAMIC_IMPORT = /^src\/(engine|cli)\/|^src\/task\/load\.ts$/;
export const MAX_LINES = 300;
/** Files directly in a folder; in tasks/ one beside another, each found by its name and knowing no other. */
export const MAX_FILES: Record<string, number> = { "src/cli": 30, tasks: 40, other: 20 };
export const MAX_FUNCTION_LINES = 40;

/** What a verb (src/cli) may take values from, types being free, and the files of the room that a verb is about, each in use. */
export const VERBS: { may: string[]; about: Record<string, string[]> } = {
  // `question` and `metrics` are nouns with the words and places that a verb prints: they read nothing and decide nothing.
  may: ["study", "report", "page", "hub", "base", "cli", "question", "metrics"],
  about: {
    "src/cli/reproduce.ts": ["src/phenomena/phenomena.ts"],
    "src/cli/benchmark.ts": ["src/benchmark/benchmark.ts"],
  },
};

/** The files that are started as processes (two of them by way of `base/childProgram`), and the one that reads the environment. */
export const PROGRAMS =
  /^src\/(cli\/main|runs\/worker|runs\/chainWorker|(benchmark|study)\/answering\/worker|base\/childProgram)\.ts$/;
export const ENVIRONMENT = /^src\/cli\/main\.ts$/;

/** Who reads a clock outside the command line, for a duration that people are told and no result depends on; each names its reason. */
export const CLOCKS: Record<string, string> = {
  "src/runs/worker.ts": "progress at most five times a second, and tokens per second",
  "src/forecast/remembered.ts": "the seconds each forecast took, printed by the benchmark",
  "src/benchmark/benchmark.ts": "the seconds of the whole, printed",
  "src/retrodict/retrodict.ts": "the seconds of each case, printed",
  "src/study/inside/reproduce.ts": "the seconds of a reproduction, on its page",
};

/** What `package.json` exports: `foreshock`, `foreshock/scores` and `foreshock/task`. */
export const ENTRIES = ["src/index.ts", "src/scores.ts", "src/task/define.ts"];
/** Where an offer's signature names only types that are offered too. Not the lab, down to its tensors, nor the pictures of phenomena. */
export const SAYS_ALL = /^src\/(study|hub|report|score|source|ledger|forecast|question\/grid\.ts$)/;
/** The nouns on disk; their schemas need no importer. */
export const NOUNS = ["src/records.ts", "src/specs.ts"];

/** What uses nothing on behalf of the product: tests and their helpers, but not benchmarks. */
export const IS_TEST = /^test\/(?!bench\/)/;
/** Exported for its test: what nobody but tests imports. */
export const TESTED: Record<string, string[]> = {
  "src/benchmark/answer/page.ts": ["answerOf"],
  "src/benchmark/answering/codeDigest.ts": ["filesBehind", "filesNaming"],
  "src/benchmark/standing/strata.ts": ["stateOf"],
  "src/development/leads.ts": ["signTest"],
  "src/development/smooth.ts": ["smooth"],
  "src/engine/tfjs.ts": ["tfjsReference"],
  "src/bank/bank.ts": ["BankRecord"],
  "src/bank/ledger.ts": ["bankLedgerFile", "readBankLedger"],
  "src/bank/questions.ts": ["guessing", "halfway"],
  "src/forecast/bayesMix/bayesMix.ts": ["measureCurve"],
  "src/forecast/curves.ts": ["binomial"],
  // The program that measures priors (test/golden/priors) fits what the forecaster uses.
  "src/forecast/process/hierarchicalProcess.ts": ["GUESSING"],
  "src/forecast/process/process.ts": ["posteriorOf"],
  // ONNX operators that no model uses so far; each has its gradient checked.
  "src/graph/elementwise.ts": ["equal", "less", "log", "tanh"],
  "src/hub/hub.ts": ["csv"],
  "src/math/special.ts": ["erfc"],
  "src/measure/answers/tokens.ts": ["tokenMeasures"],
  "src/measure/featureDimensionality.ts": ["columnsOf", "dimensionsPerFeature", "featureDimensionalities", "polygonOf"],
  "src/measure/fourier/fourierGap.ts": ["neuronsOf"],
  "src/measure/fourier/hiddenProgress.ts": ["largestMove", "meanMoveGap"],
  "src/measure/fourier/modularAddition.ts": ["pairOutputs"],
  "src/measure/fourier/modularFourier.ts": ["frequenciesOf", "nllOf", "sumComponent"],
  "src/measure/gradientNoiseScale.ts": ["noiseScale"],
  "src/measure/heads/prefixMatching.ts": ["repeatedBlocks", "repeatedTokens"],
  "src/measure/heads/specialisation.ts": ["specialisation"],
  "src/measure/icl.ts": ["iclPositions", "slopePositions"],
  "src/measure/llc/llc.ts": ["inverseTemperature", "maskOf"],
  "src/page/document.ts": ["policy"],
  "src/phenomena/page/traces.ts": ["cut", "seedMean"],
  "src/phenomena/page/write.ts": ["drawPhenomena"],
  "src/phenomena/parity/alarms.ts": ["growthOf"],
  "src/question/build.ts": ["QUESTION_RULES"],
  "src/report/jump.ts": ["jumpData"],
  "src/report/margins.ts": ["marginData"],
  "src/report/otherLines.ts": ["looksOf", "spread"],
  "src/report/points.ts": ["bar"],
  "src/report/steps.ts": ["stepData"],
  "src/report/verdict.ts": ["borderline"],
  "src/report/write.ts": ["drawReport"],
  "src/retrodict/lambada/forecasts.ts": ["LAMBADA_MEMBERS"],
  "src/retrodict/ownFamilies/ownFamilies.ts": ["ownFamiliesSection"],
  "src/retrodict/ownFamilies/pack.ts": ["PACK", "packFolder"],
  "src/runs/buildFamily.ts": ["logSpacedSteps"],
  "src/runs/familyFile.ts": ["familyJsonSchema"],
  "src/runs/pool.ts": ["nextRun"],
  "src/score/isotonic.ts": ["isotonic"],
  "src/source/olmoTasks.ts": ["QUESTIONS"],
  "src/source/sizes.ts": ["nParamsOf", "tokensPerStepOf"],
  "src/study/project.ts": ["projectAt"],
};

/** Where texts may name a forecaster, and the few that may elsewhere. */
export const MAY_NAME = /^src\/(forecast|benchmark|retrodict|cli)\//;
export const NAMED: Record<string, string[]> = {
  // The baseline of a question that names none.
  "src/records.ts": ["persistence"],
  // The reference of every backtest, as a field of its record.
  "src/question/originRecord.ts": ["persistence"],
  // The key of a question's file.
  "src/study/asking/freeze.ts": ["formula"],
  // Ordinary words: a formula that is parsed, the margin of an answer.
  "src/bank/packed.ts": ["margin"],
  "src/math/formula.ts": ["formula"],
  "src/measure/answers/summary.ts": ["margin"],
  "src/report/margins.ts": ["margin"],
  "src/runs/store.ts": ["margin"],
};
/** Where no text may build a command line from values: how a command is spelled is known to study/nextCommand.ts and the verbs. */
export const NO_BUILT_COMMANDS = /^src\/(question|ledger|forecast|score|report)\//;
/** Where a text may name no command but those that need no argument, and what those are, with what may follow. */
export const FEW_COMMANDS = {
  where: /^src\/(question|ledger)\//,
  are: /^(status|verify)( --repair| --json)?([.,;:)]|$)/,
};
