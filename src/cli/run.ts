/** foreshock run: trains a family's observed rungs, or, once a question is closed, its held-out rungs with the seeds the ledger drew. */
import type { ForeshockError } from "../base/errors.ts";
import { plural } from "../base/words.ts";
import { familyBy } from "../study/family.ts";
import { questionsOn } from "../study/questionsOn.ts";
import { trainHeldOut } from "../study/running/heldOut.ts";
import { type Trained, trainObserved } from "../study/running/train.ts";
import { observedTable } from "./observedTable.ts";
import { next } from "./output.ts";
import { studyOf } from "./study.ts";
import { watched, workersOf } from "./training.ts";
import type { Context, Result } from "./verb.ts";

export type RunVerbOptions = { question?: string; workers?: string };

/** Trains what is missing of a family and says what is there; held-out rungs need `question`, closed. */
export async function run(text: string, options: RunVerbOptions, context: Context): Promise<Result> {
  const study = studyOf(context);
  const workers = workersOf(`run ${text}`, options.workers);
  const readFamily = () => familyBy(study, text, context.cwd);
  const { question } = options;
  if (question !== undefined) {
    const trained = await watched(context, (how) => trainHeldOut(study, question, { ...how, ...workers }, readFamily));
    const { name } = trained.state;
    return summary(`${trained.state.question.family}, held-out rungs, sealed`, trained, `foreshock score ${name}`);
  }
  const family = await readFamily();
  const { next: following, otherVersion } = questionsOn(study, family);
  const note = `note: question ${otherVersion} was registered with another version of family ${family.name}; these runs will not answer it (ask anew under another name)`;
  if (otherVersion !== null) context.tell(note, { event: "note", message: note });
  const trained = await watched(context, (how) => trainObserved(study, family, { ...how, ...workers }));
  const ended = summary(`${family.name}, observed rungs`, trained, following);
  return trained.failed.length > 0 ? ended : withTable(ended, await observedTable(study, family));
}

/** The result with a table put before its last line, the next command. */
function withTable({ text, ...rest }: Result, lines: string[]): Result {
  return { ...rest, text: [...text.slice(0, -1), ...lines, ...text.slice(-1)] };
}

function summary(what: string, { numRuns, done, failed }: Trained, then: string): Result {
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
