/**
 * Is the evidence of a question what its gate lets through, and are its rows those of the observed runs that are here? Runs that are not
 * here are taken as registered, so that one missing run does not switch the others off.
 */
import { integrityError } from "../../base/errors.ts";
import { evidenceFor } from "../../forecast/evidence.ts";
import type { Finding } from "../../ledger/finding.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { registeredEvidence } from "../../ledger/ledgeredFiles.ts";
import type { QuestionState } from "../../ledger/state.ts";
import { gridOf } from "../../question/grid.ts";
import { isImported } from "../../question/imported.ts";
import type { Evidence } from "../../records.ts";
import { isRunKey } from "../../runs/key.ts";
import { importNames } from "../../source/info.ts";
import { readImport } from "../../source/store.ts";
import { restoreHint } from "../evidenceSource.ts";
import type { Project } from "../project.ts";
import { answersAt, isFinished, rowsOf } from "../rows.ts";

type Seen = Pick<Evidence, "rows" | "answers">;

/** Runs the gate again over the registered rows and answers: it has to let all of them through, in the same order. */
export function checkGate(ledger: Ledger, state: QuestionState): Finding {
  const evidence = registeredEvidence(ledger, state);
  if (evidence === null) return { none: `${state.name}: no evidence yet` };
  const listed = new Set(state.evidence!.runs);
  const stray = evidence.rows.find(({ run }) => !listed.has(run));
  const found = evidenceFor(state.question, evidence.rows, evidence.answers).digest;
  if (stray === undefined && found === evidence.digest)
    return `${state.name}: all ${evidence.rows.length} rows lie before the held-out rungs`;
  throw integrityError(
    `evidence of ${state.name}`,
    "rows of listed runs that the gate lets through, and no others, are required",
    stray === undefined ? `digest ${found.slice(0, 12)} behind the gate` : `a row of run ${stray.run}`,
    "restore predictions from a copy, then: foreshock verify",
  );
}

/** Checks the registered rows and answers against the observed runs, or the import, on this machine. */
export async function checkObserved(project: Project, ledger: Ledger, state: QuestionState): Promise<Finding> {
  const { name, question } = state;
  const evidence = registeredEvidence(ledger, state);
  if (evidence === null) return { none: `${name}: no evidence yet` };
  const here = await seenHere(project, state, evidence);
  if (typeof here === "string") return { none: `${name}: ${here}, the registered rows are used` };
  const found = evidenceFor(question, here.rows, here.answers);
  if (found.digest !== evidence.digest)
    throw integrityError(
      `observed runs of ${name}`,
      `rows with the registered digest ${evidence.digest.slice(0, 12)} are required`,
      found.digest.slice(0, 12),
      restoreHint(isImported(question) ? "import" : "family", question.family),
    );
  return `${name}: ${found.rows.length} rows as registered, ${here.numRuns} of ${state.evidence!.runs.length} observed runs are here`;
}

/** The rows and answers of the runs that are here, those of the others as registered; or what of them is not here at all. */
async function seenHere(
  project: Project,
  { question, evidence }: QuestionState,
  registered: Evidence,
): Promise<(Seen & { numRuns: number }) | string> {
  const runs = evidence!.runs;
  if (isImported(question)) {
    if (!importNames(project.dir).includes(question.family)) return `import ${question.family} is not here`;
    const { rows } = await readImport(project.dir, question.family, question.task.name);
    return { rows, answers: [], numRuns: runs.length };
  }
  const strange = runs.find((key) => !isRunKey(key));
  if (strange !== undefined)
    throw integrityError("observed runs", "keys of runs are required", strange, "restore predictions from a copy");
  const present = new Set(runs.filter((key) => isFinished(project, key)));
  if (present.size === 0) return `0 of ${runs.length} observed runs are here`;
  const own = await rowsOf(project, [...present]);
  const elsewhere = ({ run }: { run: string }) => !present.has(run);
  return {
    rows: [...own, ...registered.rows.filter(elsewhere)],
    answers: [...(await answersAt(project, gridOf(question).observed, own)), ...registered.answers.filter(elsewhere)],
    numRuns: present.size,
  };
}
