/**
 * foreshock verify --reproduce: trains the smallest held-out size again from the drawn seeds, in a folder of its own, and compares
 * the rows with the sealed ones. Equal bytes show that the sealed rows came from these runs and no others.
 */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { digest } from "../base/canonical.ts";
import { integrityError } from "../base/errors.ts";
import type { Context } from "../cli/verb.ts";
import { heldOutSeeds } from "../ledger/heldOut.ts";
import { type Ledger, questionStates } from "../ledger/ledger.ts";
import { sealedRows } from "../ledger/ledgeredFiles.ts";
import { type QuestionState, stageOf } from "../ledger/state.ts";
import type { Measurement } from "../records.ts";
import { runKey } from "../runs/key.ts";
import { heldOutRuns } from "../runs/plan.ts";
import type { Project } from "./project.ts";
import { readRegistered } from "./questionFile.ts";
import { rowsOf } from "./rows.ts";
import { trainMissing } from "./train.ts";
import type { ProjectCheck } from "./verify.ts";

/** The check, and the ids of the questions whose runs were reproduced bit for bit. */
export type Reproduction = { check: ProjectCheck; questions: Set<string> };

/** Trains the smallest held-out rung of every sealed question again; other rows than the sealed ones fail the check. */
export async function reproduce(project: Project, ledger: Ledger, context: Context): Promise<Reproduction> {
  const done = questionStates(ledger).filter((state) => ["sealed", "scored"].includes(stageOf(state)));
  const questions = new Set<string>();
  const said: string[] = [];
  for (const state of done) {
    const again = await trainAgain(project, ledger, state, context);
    if (again === null) {
      said.push(`${state.name}: imported, nothing to train`);
      continue;
    }
    const { rung, found, sealed } = again;
    if (digest(found) !== digest(sealed)) return { check: differs(state.name, rung, found, sealed), questions };
    questions.add(state.id);
    said.push(`${state.name}: ${sealed.length} rows of ${rung} trained again, equal`);
  }
  const value = said.join("; ") || "no sealed held-out runs yet";
  return { check: { id: "reproduced", ok: true, made: questions.size > 0, value, next: null }, questions };
}

async function trainAgain(project: Project, ledger: Ledger, state: QuestionState, context: Context) {
  const { origin } = await readRegistered(project, state);
  if (origin.kind === "import") return null;
  const drawn = heldOutSeeds(ledger, state.id);
  const { rung } = drawn[0]!;
  const specs = heldOutRuns(
    origin.family,
    drawn.filter((run) => run.rung === rung),
  );
  const folder = mkdtempSync(path.join(tmpdir(), "foreshock-reproduce-"));
  const elsewhere: Project = { ...project, dir: folder };
  try {
    symlinkSync(path.join(project.dir, "tasks"), path.join(folder, "tasks"), "junction");
    // verify --json is one document, so progress is told to people only
    const told: Context = context.json ? { ...context, tell: () => {} } : context;
    const { failed } = await trainMissing(specs, elsewhere, told, {});
    if (failed[0]) throw failed[0].error;
    const keys = specs.map(runKey);
    const isOne = (row: Measurement) => keys.includes(row.run);
    return { rung, found: await rowsOf(elsewhere, keys), sealed: sealedRows(ledger, state).filter(isOne) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function differs(name: string, rung: string, found: Measurement[], sealed: Measurement[]): ProjectCheck {
  const largest = found.reduce(
    (worst, row, i) => Math.max(worst, Math.abs(row.value - (sealed[i]?.value ?? Infinity))),
    0,
  );
  const { message } = integrityError(
    name,
    `the sealed rows of ${rung} are required when its runs are trained again`,
    `differences up to ${largest.toPrecision(3)}`,
    "",
  );
  const next =
    "small differences are rounding on another machine: foreshock verify --reproduce where the runs were made";
  return { id: "reproduced", ok: false, made: true, value: message, next };
}
