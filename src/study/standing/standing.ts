/**
 * Where everything in a study stands: every question, and the families and imports that none asks about. Computed from files alone, no
 * task is executed and nothing is verified; what can only be known by executing a task is found by the step that does so.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { digest } from "../../base/canonical.ts";
import { ForeshockError } from "../../base/errors.ts";
import { isInside } from "../../base/files.ts";
import { readYaml } from "../../base/yaml.ts";
import { plannedRuns } from "../../ledger/crypto/seeds.ts";
import { questionStates } from "../../ledger/ledger.ts";
import { numSealed, primaries, type QuestionState, stageOf } from "../../ledger/state.ts";
import { type Refuse, requireAskable } from "../../question/build.ts";
import { isImported } from "../../question/imported.ts";
import { ImportQuestionFile, type Question, QuestionFile, type QuestionStage } from "../../records.ts";
import { missing, observedRuns } from "../../runs/plan.ts";
import { importNames, readInfo } from "../../source/info.ts";
import type { Family, TaskSpec } from "../../specs.ts";
import { changedQuestion, differing } from "../asking/changes.ts";
import { familyGround, questionFrom } from "../asking/ground.ts";
import { asksAboutImport, familyArgument, questionNames, questionPath } from "../asking/place.ts";
import { evidenceAsked } from "../imports/evidence.ts";
import { importedTask } from "../imports/task.ts";
import { ledgerOf } from "../ledger.ts";
import { importArgument, nextStep } from "../nextCommand.ts";
import { familyNames, type Project, type Study } from "../project.ts";
import { type KnownFamily, knownFamily, tasksOfRuns } from "./families.ts";
import { type Known, knownOf, knownWithoutLedger } from "./verified.ts";

/** Observed runs of a family: how many are there, of how many. */
export type Observed = { done: number; total: number };

/** Where a question stands; `problem` says what is wrong with its files, `next` what to type. */
export type QuestionStanding = {
  name: string;
  id: string | null;
  family: string | null;
  import: string | null;
  stage: QuestionStage | "not registered";
  forecasters: string[];
  observed: Observed | null;
  heldOut: { sealed: number; total: number };
  problem: string | null;
  next: string;
};

/** A family or an import that no question asks about. */
export type Unasked = { name: string; observed: Observed | null; problem: string | null; next: string };

/** Where everything stands; `ledgerLines` 0 = nothing registered, `known` = what this machine knows of the ledger's files. */
export type Standing = {
  ledgerLines: number;
  known: Known;
  questions: QuestionStanding[];
  families: Unasked[];
  imports: Unasked[];
};

/** Returns where everything in a study stands. Errors (integrity): a damaged line of the ledger. */
export function standingOf(study: Study): Standing {
  const ledger = ledgerOf(study);
  const states = ledger === null ? [] : questionStates(ledger);
  const names = [...new Set([...states.map((state) => state.name), ...questionNames(study)])];
  const runTasks = tasksOfRuns(study);
  const known = ledger === null ? knownWithoutLedger(study) : knownOf(study, ledger);
  const questions = names.map((name) => {
    const state = states.find((one) => one.name === name);
    if (state === undefined) return unregistered(study, name, runTasks);
    const standing = registered(study, state);
    // nothing is to be built on a record that is damaged
    return known.kind === "damaged" ? { ...standing, next: known.next } : standing;
  });
  const unasked = (name: string, of: "family" | "import") => questions.every((one) => one[of] !== name);
  return {
    ledgerLines: ledger?.entries.length ?? 0,
    known,
    questions,
    families: familyNames(study)
      .filter((name) => unasked(name, "family"))
      .map((name) => familyStanding(study, name, runTasks)),
    imports: importNames(study.dir)
      .filter((name) => unasked(name, "import"))
      .map(importStanding),
  };
}

/** A registered question: its files as they are now are held against the task that the ledger holds. */
function registered(project: Project, state: QuestionState): QuestionStanding {
  const { question, name, id } = state;
  const imported = isImported(question);
  const now = orProblem(() => (imported ? importNow(project, state) : familyNow(project, state)));
  const problem = now instanceof ForeshockError ? now : now.problem;
  const origin = now instanceof ForeshockError ? null : now;
  const numMissing = origin?.observed ? origin.observed.total - origin.observed.done : undefined;
  return {
    name,
    id,
    family: imported ? null : question.family,
    import: imported ? question.family : null,
    stage: stageOf(state),
    forecasters: primaries(state).map(({ forecaster }) => forecaster),
    observed: origin?.observed ?? null,
    heldOut: { sealed: numSealed(state), total: plannedRuns(question).length },
    problem: problem?.message ?? null,
    next: problem?.hint ?? nextStep(state, origin?.argument, numMissing),
  };
}

type Now = { argument: string; observed: Observed | null; problem: ForeshockError | null };

function familyNow(project: Project, state: QuestionState): Now {
  const { value, errorAt } = readYaml("question", questionPath(project, state.name), QuestionFile);
  const { task } = state.question;
  const file = familyIn(project, value.family, errorAt);
  const { family, name } = knownFamily(file, task.kind === "external" ? [] : [task]);
  const argument = familyArgument(value.family, name);
  if (family === null) return { argument, observed: null, problem: changedQuestion(state, ["task"], "family") };
  const asked = questionFrom(state.name, value, familyGround(family), errorAt);
  return { argument, observed: countOf(project, family), problem: changed(state, asked) };
}

/** Rows decide how many seeds and examples there are; they are taken as registered, and checked when the import is used. */
function importNow(project: Project, state: QuestionState): Now {
  const { question } = state;
  const { value, errorAt } = readYaml("question", questionPath(project, state.name), ImportQuestionFile);
  const info = readInfo(project.dir, value.import);
  const asRegistered = question.rungs.map(({ name, run, step, heldOut }) => ({ name, run, step, heldOut }));
  const rungs = digest(value.rungs) === digest(asRegistered) ? question.rungs : [];
  const { numSeeds, numExamples } = question;
  const task = importedTask(info, value.task, value);
  const ground = {
    task,
    family: info.name,
    familyDigest: digest(info),
    axis: value.axis,
    rungs,
    numSeeds,
    numExamples,
    evidence: evidenceAsked(value, question),
  };
  const asked = questionFrom(state.name, value, { ...ground, law: null, at: "rungs" }, errorAt);
  return { argument: importArgument(info), observed: null, problem: changed(state, asked) };
}

/** The problem of a question whose files no longer ask what was registered, or null. */
function changed(state: QuestionState, asked: Question): ForeshockError | null {
  const fields = differing(asked, state.question);
  return fields.length === 0 ? null : changedQuestion(state, fields, isImported(asked) ? "import" : "family");
}

function unregistered(project: Project, name: string, tasks: readonly TaskSpec[]): QuestionStanding {
  const about = orProblem(() => subjectOf(project, name, tasks));
  const found = about instanceof ForeshockError ? null : about;
  return {
    name,
    id: null,
    family: found?.family?.name ?? null,
    import: found?.import ?? null,
    stage: "not registered",
    forecasters: [],
    observed: found?.family ? observedOf(project, found.family) : null,
    heldOut: { sealed: 0, total: 0 },
    problem: about instanceof ForeshockError ? about.message : null,
    next: about instanceof ForeshockError ? about.hint : `foreshock register ${name}`,
  };
}

function subjectOf(
  project: Project,
  name: string,
  tasks: readonly TaskSpec[],
): { family: KnownFamily | null; import: string | null } {
  const file = questionPath(project, name);
  if (asksAboutImport(file)) {
    const { value, errorAt } = readYaml("question", file, ImportQuestionFile);
    requireAskable(value, errorAt);
    const known = importNames(project.dir);
    if (known.includes(value.import)) return { family: null, import: value.import };
    throw errorAt(["import"], `import: one of models/imports (${known.join(", ") || "none there"})`, value.import);
  }
  const { value, errorAt } = readYaml("question", file, QuestionFile);
  requireAskable(value, errorAt);
  return { family: knownFamily(familyIn(project, value.family, errorAt), tasks), import: null };
}

/** The path of a family's file; what lies outside the project is not opened, because a complaint about it would show what is in it. */
function familyIn(project: Project, text: string, refuse: Refuse): string {
  const file = path.resolve(project.dir, text);
  if (existsSync(file) && isInside(project.dir, file)) return file;
  throw refuse(["family"], "family: the path of a family's file, from the project's folder", text);
}

function familyStanding(project: Project, name: string, tasks: readonly TaskSpec[]): Unasked {
  const found = orProblem(() => observedOf(project, knownFamily(path.join(project.families, `${name}.yaml`), tasks)));
  if (found instanceof ForeshockError) return { name, observed: null, problem: found.message, next: found.hint };
  return { name, observed: found, problem: null, next: `foreshock run ${name}` };
}

function importStanding(name: string): Unasked {
  const then = `write predictions/<question>/question.yaml about import ${name}, then: foreshock register <question>`;
  return { name, observed: null, problem: null, next: then };
}

/** Without the specification of its task no run of a family can have been found. */
function observedOf(project: Project, { family, numRuns }: KnownFamily): Observed {
  return family === null ? { done: 0, total: numRuns } : countOf(project, family);
}

function countOf(project: Project, family: Family): Observed {
  const specs = observedRuns(family);
  return { done: specs.length - missing(specs, project.dir).length, total: specs.length };
}

/** A file that cannot be used is something to show, not an end. */
function orProblem<T>(read: () => T): T | ForeshockError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ForeshockError) return error;
    throw error;
  }
}
