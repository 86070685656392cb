/**
 * The blind half of the bank through a ledger, stage by stage: one question per family, forecasts of every program, the close that draws
 * the seeds, the held-out runs, the scores. Each stage does what is missing of it and can be given again after a stop.
 */
import path from "node:path";
import { halfway, successMetric } from "../../../src/bank/questions.ts";
import { usageError } from "../../../src/base/errors.ts";
import { exists, makeFolder, writeFileAtomic } from "../../../src/base/files.ts";
import {
  closeForecasts,
  commitForecasts,
  FORECASTERS,
  makeForecasts,
  openStudy,
  registerQuestion,
  type Study,
  scoreQuestion,
} from "../../../src/index.ts";
import { LEDGER_FILE, questionStates, readLedger } from "../../../src/ledger/ledger.ts";
import { primaries, type QuestionState } from "../../../src/ledger/state.ts";
import { BASELINE } from "../../../src/records.ts";
import { readFamily } from "../../../src/runs/family.ts";
import type { Family } from "../../../src/specs.ts";
import { FAMILIES } from "./families.ts";
import { copyFamily, foreshock } from "./train.ts";

/** The stages in their order; a stage is allowed when all questions have the one before behind them. */
const STAGES = ["register", "forecast", "close", "train", "score"] as const;
type Stage = (typeof STAGES)[number];

/** Returns what is asked about a family: its success at the rungs it holds out, and where that passes halfway from guessing to 1. */
export function questionText(family: Family): string {
  return `# Written by npm run bank -- blind: at which size does the family's success pass the point halfway between guessing and 1?
title: Where does ${family.name} of the bank pass the point halfway between guessing and 1?
family: models/families/${family.name}.yaml
metric: ${successMetric(family)}
threshold: ${halfway(family)}
baseline: ${BASELINE}
`;
}

/**
 * Does one stage for these families in a project folder, in which their observed rungs were trained; keys are kept beside it, in `<project>-keys`.
 * Errors (usage): another stage, or one that comes too early.
 */
export async function blindStage(project: string, names: readonly string[], text: string): Promise<void> {
  const stage = STAGES.find((known) => known === text);
  if (stage === undefined)
    throw usageError(
      "bank",
      `one of ${STAGES.join(", ")} is required`,
      text,
      "npm run bank -- blind <folder> register",
    );
  const study = openStudy(project, { home: `${project}-keys`, now: () => new Date().toISOString() });
  if (stage !== "register") for (const name of names) requireBefore(study, name, stage);
  for (const name of names) {
    await ACTS[stage](study, name);
    console.log(`${stage}: ${name}`);
  }
}

const ACTS: Record<Stage, (study: Study, name: string) => Promise<unknown>> = {
  register: async (study, name) => {
    copyFamily(study.dir, name, "observed");
    const family = await readFamily(path.join(FAMILIES, `${name}.yaml`), study.dir);
    const folder = path.join(study.predictions, name);
    makeFolder(folder);
    const file = path.join(folder, "question.yaml");
    if (!exists(file)) writeFileAtomic(file, questionText(family));
    const { numMissing } = await registerQuestion(study, name);
    if (numMissing > 0)
      throw usageError("bank", `observed runs of ${name}`, `${numMissing} missing`, "npm run bank -- train");
  },
  forecast: async (study, name) => {
    const state = standing(study, name);
    if (state.closed !== null) return;
    const committed = new Set(primaries(state).map(({ forecaster }) => forecaster));
    // The baseline is asked always: it answers, so that a second call in which all others are refused is no error.
    const by = FORECASTERS.map((forecaster) => forecaster.name).filter(
      (program) => program === BASELINE || !committed.has(program),
    );
    const forecasts = await makeForecasts(study, name, { by });
    commitForecasts(study, { ...forecasts, made: forecasts.made.filter((one) => !committed.has(one.forecaster)) });
    for (const { forecaster, reason } of forecasts.refused) console.log(`  ${forecaster} left out: ${reason}`);
  },
  close: (study, name) => closeForecasts(study, name),
  train: async (study, name) => {
    if (!foreshock(study.dir, ["run", name, "--question", name], study.home))
      console.log(`  ${name} failed: train again`);
  },
  score: (study, name) => scoreQuestion(study, name),
};

/** What has to be true of a question before a stage; the ledger itself refuses what it does not allow. */
const BEFORE: Record<Exclude<Stage, "register">, (state: QuestionState) => boolean> = {
  forecast: ({ evidence }) => evidence !== null,
  close: (state) => primaries(state).length > 0,
  train: ({ closed }) => closed !== null,
  score: ({ closed }) => closed !== null,
};

/** All questions move together, so that no held-out run of one exists while forecasts of another are still open. */
function requireBefore(study: Study, name: string, stage: Exclude<Stage, "register">): void {
  const state = standing(study, name);
  if (BEFORE[stage](state)) return;
  const before = STAGES[STAGES.indexOf(stage) - 1];
  throw usageError("bank", `stage ${before} of ${name} before ${stage}`, "not done", `npm run bank -- blind ${before}`);
}

function standing(study: Study, name: string): QuestionState {
  const file = path.join(study.predictions, LEDGER_FILE);
  const states = exists(file) ? questionStates(readLedger(study.predictions)) : [];
  const state = states.find((one) => one.name === name);
  if (state === undefined)
    throw usageError("bank", `a registered question ${name}`, "none", "npm run bank -- blind <folder> register");
  return state;
}
