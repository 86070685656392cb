/**
 * Milliseconds per training step, ours and PyTorch's, on the same transformer (2 layers, 4 heads, vocab 64, seq 64, AdamW), one thread.
 * The two take turns, so that a busy machine is busy for both; PyTorch is the fastest of the variants in step.py. It reports and never
 * judges: there is no pass or fail. `npm run bench -- [--json] [--seconds 2] [--sizes 32:64,16:8]` (width:batch).
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { fold, generator, rootKey } from "../../dist/base/random.js";
import { createEngine } from "../../dist/engine/create.js";
import { modelParams } from "../../dist/model/model.js";
import { initialise, numElements } from "../../dist/model/params.js";
import { optimiser } from "../../dist/train/optimisers.js";
import { stepGraph } from "../../dist/train/step.js";

const ROUNDS = 3;
/** Variants of PyTorch slower than this many times its fastest are timed once. */
const HOPELESS = 1.25;
const SEQ = 64;
const VOCAB = 64;
const ADAMW = { kind: "adamw", beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.01 };
const task = {
  kind: "tokens",
  name: "bench",
  params: {},
  vocab: VOCAB,
  promptLength: 1,
  answerLength: SEQ,
  success: { kind: "exactMatch" },
  fingerprint: "0".repeat(64),
};
const modelOf = (d) => ({
  kind: "transformer",
  nLayers: 2,
  dModel: d,
  nHeads: 4,
  dHead: d / 4,
  dMlp: 4 * d,
  attnOnly: false,
  layerNorm: true,
  positions: "learned",
  activation: "gelu",
  tied: false,
});

const { json, seconds, sizes } = readOptions();
const python = { ...process.env, OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
const torch = torchVersion();
const machine = `${cpus()[0]?.model.trim()}, Node ${process.version}, ${torch ? `PyTorch ${torch}` : "no PyTorch"}, one thread`;
const results = [];

if (!json) {
  console.log(machine);
  if (!torch)
    console.log("PyTorch is absent: python3 -c 'import torch' does not work here, so only foreshock is timed.");
  console.log(row("d", "B", "contender", "ms/step", "min - max", "ours/theirs"));
}
for (const { d, batch } of sizes) {
  const result = { d, batch, ...(await compare(d, batch)) };
  results.push(result);
  if (!json) print(result);
}
if (json) console.log(JSON.stringify({ machine, torch, seconds, rounds: ROUNDS, results }, null, 1));

function readOptions() {
  const options = {
    json: { type: "boolean", default: false },
    seconds: { type: "string", default: "2" },
    sizes: { type: "string", default: "32:64,64:64,128:64,256:64,16:8" },
  };
  const { values } = parseArgs({ options });
  const pairs = values.sizes.split(",").map((text) => text.split(":").map(Number));
  const fits = ([d, batch]) => Number.isInteger(d / 4) && d > 0 && Number.isInteger(batch) && batch > 0;
  if (!pairs.every(fits) || !(Number(values.seconds) > 0)) {
    console.error("bench: --sizes width:batch,.. (width a multiple of 4) and --seconds above 0 are required");
    process.exit(2);
  }
  return { json: values.json, seconds: Number(values.seconds), sizes: pairs.map(([d, batch]) => ({ d, batch })) };
}

function torchVersion() {
  const { status, stdout } = spawnSync("python3", ["-c", "import torch; print(torch.__version__)"], {
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : null;
}

/** Times ours and PyTorch's in turns; each contender gets the medians of its rounds. */
async function compare(d, batch) {
  const ours = await trainer(d, batch);
  const medians = new Map([["foreshock", []]]);
  const errors = {};
  for (let round = 0; round < ROUNDS; round++) {
    medians.get("foreshock").push(await ours.median());
    if (!torch) continue;
    const variants = round === 0 ? [] : contenders(medians);
    for (const { variant, ms, error } of timeTorch(d, batch, variants)) {
      if (error) errors[variant] = error;
      else medians.set(variant, [...(medians.get(variant) ?? []), ms]);
    }
  }
  await ours.release();
  const rows = [...medians].map(([name, ms]) => ({ name, ...spread(ms) }));
  const [mine, ...theirs] = rows;
  const best = theirs.filter(({ rounds }) => rounds === ROUNDS).sort((a, b) => a.ms - b.ms)[0];
  return {
    nParamsTotal: ours.nParamsTotal,
    ratio: best ? mine.ms / best.ms : null,
    fastest: best?.name ?? null,
    rows,
    errors,
  };
}

/** The variants of PyTorch worth another round. */
function contenders(medians) {
  const theirs = [...medians].filter(([name]) => name !== "foreshock");
  const best = Math.min(...theirs.map(([, ms]) => ms[0]));
  return theirs.filter(([, ms]) => ms[0] <= HOPELESS * best).map(([name]) => name);
}

function timeTorch(d, batch, variants) {
  const script = path.join(import.meta.dirname, "step.py");
  const args = [script, String(d), String(batch), String(seconds), ...variants];
  const output = execFileSync("python3", args, { encoding: "utf8", env: python, stdio: ["ignore", "pipe", "ignore"] });
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

/** Our step, warmed up; as in training, what a step returns is what the next one is fed. */
async function trainer(d, batch) {
  const model = modelOf(d);
  const params = modelParams(model, task);
  const { stateNames, scalars } = optimiser(ADAMW);
  const program = await (await createEngine("ort")).compile(stepGraph(model, task, ADAMW, batch));
  const key = rootKey("bench");
  const rng = generator(fold(key, "tokens"));
  const tokens = Int32Array.from({ length: batch * SEQ }, () => rng.int(VOCAB));
  const target = tokens.map((token) => (token * 7 + 3) % VOCAB);
  const zeros = stateNames.map((name) => [name, new Float32Array(numElements(params))]);
  let state = { weights: initialise(params, key), ...Object.fromEntries(zeros) };
  let t = 0;
  async function step() {
    t++;
    const rates = Object.entries(scalars(1e-3, t)).map(([name, value]) => [name, Float32Array.of(value)]);
    const { loss, ...next } = await program.run({ ...state, ...Object.fromEntries(rates), tokens, target });
    if (!Number.isFinite(loss[0])) throw new Error(`bench: a finite loss is required at step ${t}, got ${loss[0]}`);
    state = next;
  }
  for (let i = 0; i < 3; i++) await step();
  return { nParamsTotal: numElements(params), median: () => medianTime(step), release: () => program.release() };
}

/** The median of the times of single steps over `seconds`, at least five of them. */
async function medianTime(step) {
  const times = [];
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end || times.length < 5) {
    const start = performance.now();
    await step();
    times.push(performance.now() - start);
  }
  return spread(times).ms;
}

function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const ms = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { ms, low: sorted[0], high: sorted.at(-1), rounds: sorted.length };
}

function row(d, batch, name, ms, range, ratio) {
  return [
    String(d).padStart(4),
    String(batch).padStart(4),
    name.padEnd(36),
    ms.padStart(9),
    range.padStart(19),
    ratio,
  ].join("  ");
}

function print({ d, batch, rows, errors }) {
  const mine = rows[0].ms;
  for (const { name, ms, low, high, rounds } of rows) {
    const ratio = name === "foreshock" ? "" : (mine / ms).toFixed(2);
    const range = rounds === ROUNDS ? `${low.toFixed(2)} - ${high.toFixed(2)}` : "one round";
    console.log(row(d, batch, name, ms.toFixed(2), range, ratio));
  }
  for (const [name, reason] of Object.entries(errors)) console.log(row(d, batch, name, "-", "", reason));
}
