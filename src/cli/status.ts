/** foreshock status: the home page. One line per question: where it stands, who has registered, what to type next. */
import { ForeshockError, integrityError } from "../base/errors.ts";
import { plural } from "../base/words.ts";
import { plannedRuns } from "../ledger/crypto/seeds.ts";
import { questionStates } from "../ledger/ledger.ts";
import { nextCommand, numSealed, primaries, type QuestionState, stageOf } from "../ledger/state.ts";
import { isImported } from "../question/imported.ts";
import { importNames } from "../source/store.ts";
import type { Family } from "../specs.ts";
import { nextFor, type Origin } from "../study/evidenceSource.ts";
import { readBook } from "../study/ledger.ts";
import { familyBy, familyNames, findProject, type Project } from "../study/project.ts";
import { questionNames, readQuestion, readRegistered } from "../study/questionFile.ts";
import { countObserved } from "../study/rows.ts";
import { checkProject, type ProjectCheck } from "../study/verify.ts";
import { color, next } from "./output.ts";
import type { Context, Result } from "./verb.ts";

/** Observed runs of a family: how many are there, of how many. */
type Observed = { done: number; total: number };
type QuestionLine = {
  name: string;
  id: string | null;
  family: string | null;
  import: string | null;
  stage: string;
  forecasters: string[];
  observed: Observed | null;
  heldOut: { sealed: number; total: number };
  problem: string | null;
  next: string;
};
/** A family or an import that no question asks about. */
type UnaskedLine = { name: string; observed: Observed | null; problem: string | null; next: string };

/** Returns one line per question of the project, registered or not, and one per family or import that no question asks about. */
export async function status(context: Context): Promise<Result> {
  const project = findProject(context);
  const ledger = readBook(project);
  const states = ledger === null ? [] : questionStates(ledger);
  const names = [...new Set([...states.map((state) => state.name), ...questionNames(project)])];
  const lines: QuestionLine[] = [];
  for (const name of names) {
    const state = states.find((one) => one.name === name);
    lines.push(await questionLine(project, name, state));
  }
  const families: UnaskedLine[] = [];
  for (const name of familyNames(project))
    if (lines.every(({ family }) => family !== name)) families.push(await familyLine(project, name));
  const imports = importNames(project.dir)
    .filter((name) => lines.every((line) => line.import !== name))
    .map(importLine);
  const damage = ledger === null ? null : (await checkProject(project)).firstBad;
  const head = `${project.dir}${ledger === null ? "" : `, ledger of ${plural(ledger.entries.length, "line")}`}`;
  const none = ["no question yet: write predictions/<name>/question.yaml"];
  const problem = damage === null ? {} : { problem: damaged(damage) };
  return {
    ...problem,
    data: { project: project.dir, ledgerLines: ledger?.entries.length ?? 0, questions: lines, families, imports },
    text: [
      color.dim(head),
      ...(lines.length === 0 ? none : lines.flatMap(questionText)),
      ...families.flatMap((line) => unaskedText("a family", line)),
      ...imports.flatMap((line) => unaskedText("an import", line)),
    ],
  };
}

function damaged({ id, value, next: hint }: ProjectCheck): ForeshockError {
  return integrityError(
    `status ${id}`,
    "every check of the ledger has to hold",
    new Error(value),
    hint ?? "foreshock verify",
  );
}

async function questionLine(project: Project, name: string, state: QuestionState | undefined): Promise<QuestionLine> {
  const asked = await orProblem(state ? readRegistered(project, state) : readQuestion(project, name));
  const [files, problem] = asked instanceof ForeshockError ? [null, asked] : [asked, null];
  const origin = files?.origin ?? null;
  const imported = state ? isImported(state.question) : origin?.kind === "import";
  const subject = state?.question.family ?? files?.question.family ?? null;
  const then = state ? nextOf(project, state, origin) : `foreshock register ${name}`;
  return {
    name,
    id: state?.id ?? null,
    family: imported ? null : subject,
    import: imported ? subject : null,
    stage: state ? stageOf(state) : "not registered",
    forecasters: state ? primaries(state).map(({ forecaster }) => forecaster) : [],
    observed: origin?.kind === "family" ? countOf(project, origin.family) : null,
    heldOut: state ? { sealed: numSealed(state), total: plannedRuns(state.question).length } : { sealed: 0, total: 0 },
    problem: problem?.message ?? null,
    next: problem?.hint ?? then,
  };
}

function nextOf(project: Project, state: QuestionState, origin: Origin | null): string {
  return origin === null ? nextCommand(state) : nextFor(project, state, origin);
}

function importLine(name: string): UnaskedLine {
  const then = `write predictions/<question>/question.yaml about import ${name}, then: foreshock register <question>`;
  return { name, observed: null, problem: null, next: then };
}

async function familyLine(project: Project, name: string): Promise<UnaskedLine> {
  const family = await orProblem(familyBy(project, name, project.dir));
  if (family instanceof ForeshockError) return { name, observed: null, problem: family.message, next: family.hint };
  return { name, observed: countOf(project, family), problem: null, next: `foreshock run ${name}` };
}

/** A file that cannot be used is something to show, not an end. */
async function orProblem<T>(reading: Promise<T>): Promise<T | ForeshockError> {
  return reading.catch((error: unknown) => {
    if (error instanceof ForeshockError) return error;
    throw error;
  });
}

function countOf(project: Project, family: Family): Observed {
  const { numRuns, numMissing } = countObserved(project, family);
  return { done: numRuns - numMissing, total: numRuns };
}

function questionText(line: QuestionLine): string[] {
  const { name, id, stage, forecasters, observed, heldOut } = line;
  const about = line.import === null ? "" : `, about import ${line.import}`;
  const who = forecasters.length > 0 ? `, forecasts by ${forecasters.join(", ")}` : "";
  const sealed =
    id !== null && stage !== "registered" && stage !== "open"
      ? `, held-out runs sealed ${heldOut.sealed}/${heldOut.total}`
      : "";
  const what = `${id ? ` ${id.slice(0, 12)}` : ""}: ${stage}${about}${who}${runsText(observed)}${sealed}`;
  return lineText(name, what, line);
}

function unaskedText(what: string, line: UnaskedLine): string[] {
  return lineText(line.name, `: ${what} without a question${runsText(line.observed)}`, line);
}

const runsText = (observed: Observed | null) => (observed ? `, observed runs ${observed.done}/${observed.total}` : "");

function lineText(name: string, what: string, { problem, next: then }: { problem: string | null; next: string }) {
  return [
    `${color.bold(name)}${what}  ${next(then)}`,
    ...(problem === null ? [] : [`  ${color.yellow("note:")} ${problem}`]),
  ];
}
