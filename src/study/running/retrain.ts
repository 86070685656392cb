/**
 * The smallest held-out size trained again from the drawn seeds, in a folder of its own, and compared with the sealed rows. Equal bytes
 * show that the sealed rows came from these runs and no others.
 */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { digest } from "../../base/canonical.ts";
import { integrityError } from "../../base/errors.ts";
import { heldOutSeeds } from "../../ledger/heldOut.ts";
import { type Ledger, questionStates } from "../../ledger/ledger.ts";
import { sealedRows } from "../../ledger/ledgeredFiles.ts";
import { type QuestionState, stageOf } from "../../ledger/state.ts";
import { gridOf } from "../../question/grid.ts";
import type { Measurement } from "../../records.ts";
import { runKey } from "../../runs/key.ts";
import { heldOutRuns } from "../../runs/plan.ts";
import { readRegistered } from "../asking/file.ts";
import type { Study } from "../project.ts";
import { rowsOf } from "../rows.ts";
import { type TrainOptions, trainMissing } from "./train.ts";

/** What was found, as a check says it, and by question the held-out rungs whose runs came out the same bit for bit. */
export type Retrained = { check: Found; rungs: Map<string, string[]> };
type Found = { ok: boolean; made: boolean; value: string; next: string | null };

/** Trains the smallest held-out rung of every sealed question again; other rows than the sealed ones fail the check. */
export async function retrain(study: Study, ledger: Ledger, options: TrainOptions = {}): Promise<Retrained> {
  const done = questionStates(ledger).filter((state) => ["sealed", "scored"].includes(stageOf(state)));
  const rungs = new Map<string, string[]>();
  const said: string[] = [];
  for (const state of done) {
    const again = await trainAgain(study, ledger, state, options);
    if (again === null) {
      said.push(`${state.name}: imported, nothing to train`);
      continue;
    }
    const { rung, found, sealed } = again;
    if (digest(found) !== digest(sealed)) return { check: differs(state.name, rung, found, sealed), rungs };
    rungs.set(state.id, [rung]);
    said.push(`${state.name}: ${sealed.length} rows of ${rung} of ${heldOutNames(state)} trained again, equal`);
  }
  const value = said.join("; ") || "no sealed held-out runs yet";
  return { check: { ok: true, made: rungs.size > 0, value, next: null }, rungs };
}

const heldOutNames = ({ question }: QuestionState) =>
  gridOf(question)
    .heldOut.map(({ name }) => name)
    .join(", ");

async function trainAgain(study: Study, ledger: Ledger, state: QuestionState, options: TrainOptions) {
  const { origin } = await readRegistered(study, state);
  if (origin.kind === "import") return null;
  const drawn = heldOutSeeds(ledger, state.id);
  const { rung } = drawn[0]!;
  const specs = heldOutRuns(
    origin.family,
    drawn.filter((run) => run.rung === rung),
  );
  const folder = mkdtempSync(path.join(tmpdir(), "foreshock-retrain-"));
  const elsewhere = { ...study, dir: folder };
  try {
    symlinkSync(path.join(study.dir, "tasks"), path.join(folder, "tasks"), "junction");
    const { failed } = await trainMissing(elsewhere, specs, options);
    if (failed[0]) throw failed[0].error;
    const keys = specs.map(runKey);
    const isOne = (row: Measurement) => keys.includes(row.run);
    return { rung, found: await rowsOf(elsewhere, keys), sealed: sealedRows(ledger, state).filter(isOne) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function differs(name: string, rung: string, found: Measurement[], sealed: Measurement[]): Found {
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
  const next = "small differences are rounding on another machine: foreshock verify --retrain where the runs were made";
  return { ok: false, made: true, value: message, next };
}
