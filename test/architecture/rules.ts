/** The tables of the house rules: who may import whom, where each large library lives, how long files and functions may be. */

const lab = (upTo: number) => ["graph", "engine", "task", "model", "train", "measure"].slice(0, upTo);
const below = ["records", "specs", "metrics", "base", "math"];

/** Folder (or file at the top of src) -> what it may import; its own folder is always allowed. */
export const ALLOWED: Record<string, string[] | "anything"> = {
  specs: [],
  records: ["specs"],
  metrics: [],
  base: ["records", "specs"],
  question: ["records", "specs", "metrics", "base"],
  math: ["base"],
  graph: ["base"],
  engine: ["graph", "base"],
  task: ["base", "records", "specs"],
  model: ["graph", "task", "base", "math", "records", "specs"],
  train: [...lab(4), ...below],
  measure: [...lab(5), ...below],
  runs: [...lab(6), ...below],
  source: ["records", "specs", "metrics", "base"],
  ledger: ["question", "records", "specs", "base"],
  forecast: ["development", "question", "records", "specs", "metrics", "base", "math"],
  score: ["question", "records", "specs", "base", "math"],
  development: ["records", "specs", "metrics", "base", "math"],
  page: ["records", "question", "base"],
  phenomena: ["page", "development", "records", "specs", "metrics", "base", "math"],
  retrodict: [
    "source",
    "forecast",
    "score",
    "development",
    "question",
    "page",
    "records",
    "specs",
    "metrics",
    "base",
    "math",
  ],
  report: ["page", "question", "records", "specs", "metrics", "base", "math"],
  hub: ["score", "question", "records", "specs", "metrics", "base", "math"],
  study: [
    "cli",
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
};

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
export const MAX_FUNCTION_LINES = 40;
