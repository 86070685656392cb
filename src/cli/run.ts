/** foreshock run: trains a family's observed rungs, or, once a question is closed, its held-out rungs with the seeds the ledger drew. */
import { type ForeshockError, usageError } from "../base/errors.ts";
import { plural } from "../base/words.ts";
import { heldOutSeeds, sealHeldOut, startHeldOut } from "../ledger/heldOut.ts";
import { questionStates } from "../ledger/ledger.ts";
import { nextCommand, type QuestionState } from "../ledger/state.ts";
import { isImported } from "../question/imported.ts";
import { familyDigest } from "../runs/family.ts";
import { runKey } from "../runs/key.ts";
import { heldOutRuns, observedRuns } from "../runs/plan.ts";
import type { PoolResult } from "../runs/pool.ts";
import type { Family } from "../specs.ts";
import { nextFor } from "../study/evidenceSource.ts";
import { type Book, openBook, readBook, stateBy } from "../study/ledger.ts";
import { familyBy, findProject, type Project } from "../study/project.ts";
import { readRegistered } from "../study/questionFile.ts";
import { isFinished, rowsOf } from "../study/rows.ts";
import { type TrainOptions, trainMissing, trainOptions } from "../study/train.ts";
import { observedTable } from "./observedTable.ts";
import { next } from "./output.ts";
import type { Context, Result } from "./verb.ts";

export type RunVerbOptions = { question?: string; workers?: string };

/** Trains what is missing of a family and says what is there; held-out rungs need `question`, closed. */
export async function run(text: string, options: RunVerbOptions, context: Context): Promise<Result> {
  const project = findProject(context);
  const how = trainOptions(`run ${text}`, options.workers);
  const { question } = options;
  const state = question === undefined ? null : stateBy(readBook(project), question);
  if (state !== null) requireTrainable(state);
  const family = await familyBy(project, text, context.cwd);
  return state === null ? runObserved(project, family, how, context) : runHeldOut(project, family, state, how, context);
}

async function runObserved(project: Project, family: Family, how: TrainOptions, context: Context): Promise<Result> {
  const specs = observedRuns(family);
  const { following, other } = questionsOn(project, family);
  if (other) context.tell(other, { event: "note", message: other });
  const result = await trainMissing(specs, project, context, how);
  const ended = summary(`${family.name}, observed rungs`, specs.length, result, following);
  return result.failed.length > 0 ? ended : withTable(ended, await observedTable(project, family));
}

/** What to type after the runs, and a warning when a question was registered with another version of this family. */
function questionsOn(project: Project, family: Family): { following: string; other: string | null } {
  const ledger = readBook(project);
  const states = (ledger === null ? [] : questionStates(ledger)).filter(
    ({ question }) => question.family === family.name && !isImported(question),
  );
  const own = states.find(({ question, scored }) => scored === null && question.familyDigest === familyDigest(family));
  const other = states.find(({ question }) => question.familyDigest !== familyDigest(family));
  return {
    following: own
      ? nextCommand(own, family.name, 0)
      : family.measures.length > 0
        ? `foreshock stages ${family.name}`
        : "foreshock status",
    other: other
      ? `note: question ${other.name} was registered with another version of family ${family.name}; these runs will not answer it (ask anew under another name)`
      : null,
  };
}

async function runHeldOut(
  project: Project,
  family: Family,
  state: QuestionState,
  how: TrainOptions,
  context: Context,
): Promise<Result> {
  const { origin } = await readRegistered(project, state);
  if (origin.kind !== "family" || familyDigest(origin.family) !== familyDigest(family))
    throw usageError(
      "run",
      `the family of question ${state.name} is required`,
      family.name,
      nextFor(project, state, origin),
    );
  const book = openBook(project, context);
  const drawn = heldOutSeeds(book.ledger, state.id);
  const specs = drawn.map((run) => ({ ...run, spec: heldOutRuns(family, [run])[0]! }));
  const pending = specs.filter(({ index }) => (state.runs.get(index)?.sealed ?? null) === null);
  for (const { index, spec } of pending)
    startHeldOut(book.ledger, state.id, { index, runKey: runKey(spec) }, context.now(), book.secrets);
  const seals = sealer(project, book, state, context);
  const result = await trainMissing(
    pending.map(({ spec }) => spec),
    project,
    context,
    { ...how, onFinished: seals.add },
  );
  for (const { spec } of pending) if (isFinished(project, runKey(spec))) seals.add(runKey(spec));
  await seals.finished();
  return summary(`${family.name}, held-out rungs, sealed`, specs.length, result, `foreshock score ${state.name}`);
}

function requireTrainable(state: QuestionState): void {
  if (isImported(state.question))
    throw usageError(
      "run",
      `a question about a family is required: ${state.name} asks about imported results, which nobody trains here`,
      `import ${state.question.family}`,
      nextCommand(state),
    );
  if (state.closed !== null) return;
  throw usageError(
    "run",
    `held-out runs of ${state.name} cannot exist yet, their seeds are drawn when forecasts close: a closed question is required`,
    "an open one",
    `foreshock close ${state.name}`,
  );
}

/** Seals runs one after another as they finish; `finished` waits for all and throws the first problem. */
function sealer(project: Project, { ledger, secrets }: Book, state: QuestionState, context: Context) {
  const added = new Set<string>();
  let problem: unknown;
  let queue = Promise.resolve();
  const seal = async (key: string) => {
    const rows = await rowsOf(project, [key]);
    sealHeldOut(ledger, state.id, { runKey: key, rows }, context.now(), secrets);
  };
  return {
    add(key: string) {
      if (added.has(key)) return;
      added.add(key);
      queue = queue
        .then(() => seal(key))
        .catch((error: unknown) => {
          problem ??= error;
        });
    },
    async finished() {
      await queue;
      if (problem !== undefined) throw problem;
    },
  };
}

/** The result with a table put before its last line, the next command. */
function withTable({ text, ...rest }: Result, lines: string[]): Result {
  return { ...rest, text: [...text.slice(0, -1), ...lines, ...text.slice(-1)] };
}

function summary(what: string, numRuns: number, { done, failed }: PoolResult, then: string): Result {
  const problem: ForeshockError | undefined = failed[0]?.error;
  const finished = numRuns - failed.length;
  const now = done.length > 0 ? ` (${done.length} now)` : failed.length > 0 ? "" : ", nothing to train";
  const text = [`${what}: ${finished} of ${plural(numRuns, "run")} finished${now}`];
  const data = {
    event: "finished",
    numRuns,
    trained: done,
    failed: failed.map(({ runKey: key, label, error }) => ({ runKey: key, label, message: error.message })),
  };
  if (problem === undefined) return { data, text: [...text, next(then)] };
  return { data, text: [...text, `${failed.length} failed; finished runs are kept`], problem };
}
