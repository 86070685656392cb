/**
 * Packs own families anew: the finished runs of a project's families, with what its ledger scored about them, become the rows that the
 * benchmark of own families reads. Take the old models/imports/families away first. Run: npx tsx test/golden/packFamilies.ts <project>
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { byText } from "../../src/base/byText.ts";
import { sha256 } from "../../src/base/canonical.ts";
import { usageError } from "../../src/base/errors.ts";
import { exists } from "../../src/base/files.ts";
import { readJson } from "../../src/base/json.ts";
import { LEDGER_FILE, questionStates, readLedger } from "../../src/ledger/ledger.ts";
import type { AnswerTable, Measurement, Score } from "../../src/records.ts";
import type { LedgerQuestion } from "../../src/retrodict/ownFamilies/pack.ts";
import { readAnswers } from "../../src/runs/answers.ts";
import { readFamily } from "../../src/runs/family.ts";
import { runFolder, runKey } from "../../src/runs/key.ts";
import { heldOutRuns, observedRuns } from "../../src/runs/plan.ts";
import { readSummary } from "../../src/runs/store.ts";
import type { Family, RunSpec } from "../../src/specs.ts";
import { root } from "../root.ts";
import { packFamilies, type TrainedFamily } from "./pack.ts";

/** The families of the benchmark: ladders of the three tasks, forecast blind; then families of published phenomena. */
const PACKED: readonly string[] = [
  "addition-five",
  "addition-sixteen",
  "chain-even",
  "chain-four",
  "chain-twelve",
  "chain-two",
  "lookup-three",
  "lookup-two",
  "conjunction",
  "grokking",
  "multitask-parity",
  "sparse-parity",
  "sparse-parity-control",
];

const KEPT_RULES: readonly Score["rule"][] = ["crps", "weighted-rps", "log-jump"];

const [from] = process.argv.slice(2);
if (from === undefined) throw new Error("the project whose runs are packed is required: packFamilies.ts <project>");
const { numRows, numAnswers } = await packTrained(path.resolve(from));
console.log(`packed ${numRows} rows and the answers of ${numAnswers} runs into models/imports/families`);

/** Errors (usage): runs that are missing, held-out runs of more than one question, a pack that is there. */
async function packTrained(from: string): Promise<{ numRows: number; numAnswers: number }> {
  const seeds = heldOutSeedsIn(from);
  const trained: TrainedFamily[] = [];
  for (const name of PACKED) {
    const family = await readFamily(path.join("models", "families", `${name}.yaml`), from);
    trained.push(await trainedFamily(from, family, seeds));
  }
  return packFamilies(root, trained, ledgerQuestions(from));
}

async function trainedFamily(from: string, family: Family, seeds: readonly string[]): Promise<TrainedFamily> {
  const observed = observedRuns(family);
  const drawn = heldOutOf(from, family, seeds);
  const hint = `foreshock run ${family.name}`;
  const wanted = family.numSeeds * family.ladder.filter(({ heldOut }) => heldOut).length;
  if (drawn.length !== wanted)
    throw usageError("pack", `${wanted} held-out runs of ${family.name} are required`, drawn.length, hint);
  const rows: Measurement[] = [];
  const answers: AnswerTable[] = [];
  const files: TrainedFamily["files"] = [];
  for (const spec of [...observed, ...drawn]) {
    const at = runFolder(from, runKey(spec));
    for (const file of [at.summary, ...spec.measures.map(at.measure)]) {
      if (!exists(file)) throw usageError("pack", `finished runs of ${family.name} are required`, file, hint);
      rows.push(...(await readSummary(file)));
      files.push({ path: `${runKey(spec)}/${path.basename(file)}`, sha256: sha256(readFileSync(file)) });
    }
    if (observed.includes(spec) && drawn.length > 0) answers.push(await answersOf(from, family, spec));
  }
  return { family, rows, answers, files };
}

async function answersOf(from: string, family: Family, spec: RunSpec): Promise<AnswerTable> {
  const { nParams } = family.ladder.find(({ model }) => JSON.stringify(model) === JSON.stringify(spec.model))!;
  const run = { run: runKey(spec), nParams, seed: spec.seed };
  return readAnswers(runFolder(from, run.run).tokens, run, spec.train.numSteps);
}

/** Every seed that a ledger drew for some finished run here. */
function heldOutSeedsIn(from: string): string[] {
  const folder = path.join(from, "models", "runs");
  const seeds = readdirSync(folder)
    .map((key) => runFolder(from, key))
    .filter(({ summary }) => exists(summary))
    .map(({ spec }) => (readJson(spec) as { seed: string }).seed);
  return [...new Set(seeds)].filter((seed) => seed.length === 64).sort();
}

function heldOutOf(from: string, family: Family, seeds: readonly string[]): RunSpec[] {
  const heldOut = family.ladder.filter((rung) => rung.heldOut);
  const possible = heldOut.flatMap((rung) => seeds.map((seed, index) => ({ index, rung: rung.name, seed })));
  return heldOutRuns(family, possible).filter((spec) => exists(runFolder(from, runKey(spec)).summary));
}

/** The scored questions of the project's ledger, without what the values do not need. */
function ledgerQuestions(from: string): LedgerQuestion[] {
  const predictions = path.join(from, "predictions");
  if (!exists(path.join(predictions, LEDGER_FILE))) return [];
  const ledger = readLedger(predictions);
  const head = readFileSync(path.join(predictions, "ledger.head"), "utf8").split("\n")[2]!;
  return questionStates(ledger)
    .filter(({ scored }) => scored !== null)
    .map(({ name, question: { family, metric } }) => {
      const scores = readJson(path.join(predictions, name, "scores.json")) as Score[];
      return { name, family, metric, head, scores: scores.filter(({ rule }) => KEPT_RULES.includes(rule)).map(plain) };
    })
    .sort((a, b) => byText(a.name, b.name));
}

function plain({ forecaster, rule, rung, value, baselineValue }: Score): LedgerQuestion["scores"][number] {
  return { forecaster, rule, rung, value, baselineValue };
}
