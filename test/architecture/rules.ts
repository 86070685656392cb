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
  retrodict: ["source", "forecast", "score", "development", "question", "page", ...below],
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
  cli: "anything",
  index: "anything",
  scores: ["score", "math"],
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
/** Files directly in a folder. */
export const MAX_FILES: Record<string, number> = { "src/cli": 30, other: 20 };
export const MAX_FUNCTION_LINES = 40;
