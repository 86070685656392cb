/**
 * Draws per second of plain SGLD and the learning coefficient it gives, ours and devinterp's: the same weights, data, step size, nbeta,
 * localization, batch size and draws from w* without burn-in, seeds of their own; on one thread, then with all cores. The two take turns, so
 * that a busy machine is busy for both. Neither's preparation is timed. It reports and never judges: there is no pass or fail.
 * `npm run bench:llc -- [--json] [--seconds 4] [--cases 32:8,32:64,crossing:100,linear:100] [--packing]` (transformer's width:batch).
 * `--packing` compares our own chains instead: 4 side by side in one graph, and one after another.
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { fold, rootKey } from "../../dist/base/random.js";
import { createEngine } from "../../dist/engine/create.js";
import { monteCarloError } from "../../dist/math/chains.js";
import { chainRunner } from "../../dist/measure/llc/chain.js";
import { chainsPerGraph } from "../../dist/measure/llc/estimate.js";
import { caseOf, folder } from "./llcCases.mjs";
import { CHAINS, onAllCores, sampler, timed } from "./llcSampler.mjs";

const ROUNDS = 3;
/** How devinterp is called: `observed` evaluates one batch of examples per draw, `list` hands over ready tensors in place of a Dataset. */
const VARIANTS = ["devinterp, one batch observed", "devinterp, nothing observed", "devinterp, list, nothing observed"];
const WIDTHS = [14, 46, 9, 20, 11, 18];
const key = rootKey("bench/llc");

const { json, seconds, cases, packing } = readOptions();
const engine = await createEngine("ort");
const python = packing ? { version: null, stop() {} } : await startPython();
const machine = `${cpus()[0]?.model.trim()}, Node ${process.version}, one thread`;
const results = [];
try {
  if (!json) heading();
  for (const text of cases) {
    const one = await caseOf(text);
    if (!one) throw wrongCases();
    const result = { case: text, ...(packing ? await comparePacking(one) : await compare(one)) };
    results.push(result);
    if (!json) for (const line of packing ? packingLines(result) : caseLines(result)) console.log(line);
  }
  if (json) console.log(JSON.stringify({ machine, theirs: python.version, seconds, rounds: ROUNDS, results }, null, 1));
} finally {
  python.stop();
  rmSync(folder, { recursive: true, force: true });
}

function readOptions() {
  const options = {
    json: { type: "boolean", default: false },
    seconds: { type: "string", default: "4" },
    cases: { type: "string", default: "32:8,32:64,crossing:100,linear:100" },
    packing: { type: "boolean", default: false },
  };
  const { values } = parseArgs({ options });
  if (!(Number(values.seconds) > 0)) {
    console.error("bench:llc: --seconds above 0 is required");
    process.exit(2);
  }
  return { ...values, seconds: Number(values.seconds), cases: values.cases.split(",") };
}

function wrongCases() {
  return new Error(
    "bench:llc: --cases width:batch, crossing:batch or linear:batch is required (width a multiple of 4)",
  );
}

/** The Python side: `ask` sends one case and returns the answer; `version` is null where devinterp is absent. */
async function startPython() {
  const env = { ...process.env, TQDM_DISABLE: "1", TMPDIR: folder };
  const child = spawn("python3", [path.join(import.meta.dirname, "llc.py")], {
    env,
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    return done ? { absent: "python3 does not run" } : JSON.parse(value);
  };
  const { absent, ...version } = await next();
  const ask = (question) => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    return next();
  };
  return { version: absent ? null : version, ask, stop: () => void child.stdin.end() };
}

/** Samples with ours and devinterp's in turns. */
async function compare(one) {
  const ours = await sampler(one, engine, seconds);
  const rows = new Map([["foreshock", []]]);
  const errors = {};
  if (python.version) for (const variant of VARIANTS) await theirs(one, variant, "warm", { draws: 10, time: 0.001 });
  for (let round = 0; round < ROUNDS; round++) {
    rows.get("foreshock").push(await ours.sample(round));
    for (const variant of VARIANTS) {
      if (!python.version) break;
      const found = await theirs(one, variant, round);
      if (found.error ?? found.absent) errors[variant] = found.error ?? found.absent;
      else rows.set(variant, [...(rows.get(variant) ?? []), found]);
    }
  }
  await ours.release();
  const [mine, ...others] = [...rows].map(([name, rounds]) => summary(name, rounds));
  const { batch, draws, settings } = one;
  const allCores = await compareAllCores(one, mine);
  return { batch, draws, ...settings, rows: [mine, ...others.map((row) => against(mine, row))], errors, allCores };
}

function theirs({ file, model, batch, chains, settings, draws }, variant, round, other = {}) {
  const seed = 10_000 * (1 + VARIANTS.indexOf(variant)) + (round === "warm" ? 9000 : 1000 * round);
  const question = { file, model, variant, chains, draws, batch, time: seconds, seed, threads: 1, ...settings };
  return python.ask({ ...question, ...other });
}

/**
 * Draws per second with all cores: our chains in one process per core where each has a graph of its own (else the one process they
 * share), devinterp's with as many threads.
 */
async function compareAllCores(one, { perSecond }) {
  const cores = availableParallelism();
  const isPacked = chainsPerGraph(one.landscape, one.batch, CHAINS) > 1;
  const ours = [];
  const others = VARIANTS.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    if (!isPacked) ours.push(await onAllCores(one.text, seconds, round, cores));
    for (const [i, variant] of VARIANTS.entries()) {
      const found = python.version ? await theirs(one, variant, round, { threads: cores }) : {};
      if (found.draws) others[i].push(rate(found));
    }
  }
  const mine = isPacked ? perSecond : spread(ours);
  const rows = VARIANTS.flatMap((name, i) => (others[i].length > 0 ? [{ name, perSecond: spread(others[i]) }] : []));
  const against = rows.map((row) => ({ ...row, ratio: mine.middle / row.perSecond.middle }));
  return {
    cores,
    rows: [{ name: isPacked ? "foreshock" : `foreshock, ${cores} processes`, perSecond: mine }, ...against],
  };
}

function rate(round) {
  return round.draws / round.seconds;
}

/**
 * Draws per second, and the estimate over the chains of all rounds; its error is sd / sqrt(chains), with one chain the Monte Carlo
 * error from the effective sample size.
 */
function summary(name, rounds) {
  const traces = rounds.flatMap((round) => round.traces.map((trace) => Float64Array.from(trace)));
  const means = traces.map((trace) => average(trace));
  const llc = average(means);
  const spreadOfChains = Math.sqrt(means.reduce((sum, mean) => sum + (mean - llc) ** 2, 0) / (means.length - 1));
  const ofChains = means.length > 1 ? spreadOfChains / Math.sqrt(means.length) : null;
  const monteCarlo = monteCarloError(traces);
  const perCpuSecond = spread(rounds.map(({ draws, cpu }) => draws / cpu)).middle;
  const error = ofChains ?? monteCarlo ?? 0;
  return {
    name,
    perSecond: spread(rounds.map(rate)),
    perCpuSecond,
    chains: means.length,
    llc,
    error,
    ofChains,
    monteCarlo,
  };
}

function against(mine, row) {
  const agrees = Math.abs(mine.llc - row.llc) <= 2 * Math.hypot(mine.error, row.error);
  return { ...row, ratio: mine.perSecond.middle / row.perSecond.middle, agrees };
}

/** Draws per second of 4 chains in one graph and of 4 chains one after another, in turns. */
async function comparePacking({ landscape, weights, batch, settings, draws }) {
  const fixed = { sampler: "sgld", batchSize: batch, mask: null };
  const point = { origin: weights, baseline: new Float32Array(landscape.numExamples) };
  const keys = Array.from({ length: CHAINS }, (_, c) => fold(key, c));
  const run = async (runner, pack, numSteps) => {
    for (let c = 0; c < CHAINS; c += pack) await runner.run(point, { ...settings, numSteps }, keys.slice(c, c + pack));
  };
  const packs = [CHAINS, 1];
  const runners = await Promise.all(packs.map((pack) => chainRunner(landscape, engine, fixed, pack)));
  const found = [[], []];
  for (let i = 0; i < 2; i++) await run(runners[i], packs[i], 5);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < 2; i++) {
      const { calls, ...took } = await timed(() => run(runners[i], packs[i], draws), seconds);
      found[i].push((CHAINS * draws * calls.length) / took.cpu);
    }
  }
  for (const runner of runners) await runner.release();
  const [together, apart] = found.map(spread);
  return {
    work: landscape.numWeights * landscape.positions * batch,
    together,
    apart,
    ratio: together.middle / apart.middle,
  };
}

function average(values) {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
  return { middle, low: sorted[0], high: sorted.at(-1), rounds: sorted.length };
}

function heading() {
  const { version } = python;
  console.log(version ? `${machine}, devinterp ${version.devinterp} on PyTorch ${version.torch}` : machine);
  if (packing)
    return console.log(row("case", "multiply-adds", "draws/s, 4 side by side", "one after another", "ratio"));
  if (!version)
    console.log("devinterp is absent: python3 -c 'import devinterp' does not work here, so only foreshock is timed.");
  console.log(row("case", "contender", "draws/s", "min - max", "ours/theirs", "llc +- error", "agree"));
}

function row(...cells) {
  return cells.map((cell, i) => String(cell).padEnd(WIDTHS[i] ?? 0)).join("  ");
}

function* caseLines({ case: text, rows, errors, allCores }) {
  for (const { name, perSecond, ratio, llc, error, agrees } of rows) {
    const range = `${perSecond.low.toPrecision(3)} - ${perSecond.high.toPrecision(3)}`;
    const estimate = `${llc.toPrecision(4)} +- ${error.toPrecision(2)}`;
    const times = ratio === undefined ? "" : ratio.toFixed(2);
    const agreement = agrees === undefined ? "" : agrees ? "yes" : "no";
    yield row(text, name, perSecond.middle.toPrecision(3), range, times, estimate, agreement);
  }
  for (const [name, reason] of Object.entries(errors)) yield row(text, name, "-", reason);
  for (const { name, perSecond, ratio } of allCores.rows) {
    const range = `${perSecond.low.toPrecision(3)} - ${perSecond.high.toPrecision(3)}`;
    const label = `${name}${ratio === undefined ? "" : `, ${allCores.cores} threads`}`;
    yield row(text, label, perSecond.middle.toPrecision(3), range, ratio?.toFixed(2) ?? "");
  }
}

function* packingLines({ case: text, work, together, apart, ratio }) {
  const shown = ({ middle, low, high }) => `${middle.toPrecision(3)} (${low.toPrecision(3)} - ${high.toPrecision(3)})`;
  yield row(text, work.toExponential(1), shown(together), shown(apart), ratio.toFixed(2));
}
