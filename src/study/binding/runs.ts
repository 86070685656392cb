/**
 * Are the runs of a question those that its family and its seeds give, and are their rows the ones that are here? A label on rows proves
 * nothing; a run's key is the digest of everything that determines its numbers.
 */
import { digest } from "../../base/canonical.ts";
import { integrityError } from "../../base/errors.ts";
import { type Finding, foundIn } from "../../ledger/finding.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { sealedRows } from "../../ledger/ledgeredFiles.ts";
import type { QuestionState } from "../../ledger/state.ts";
import { isImported } from "../../question/imported.ts";
import { runKey } from "../../runs/key.ts";
import { heldOutRuns, observedRuns } from "../../runs/plan.ts";
import type { Study } from "../project.ts";
import { isFinished, rowsOf } from "../rows.ts";
import { frozenFamily } from "./frozenFamily.ts";

/** Checks every run key of a question against its frozen family and the drawn seeds: the evidence lists all observed runs and no others. */
export function checkRunKeys(study: Study, state: QuestionState): Finding {
  const { name, question, evidence, runs } = state;
  if (isImported(question)) return { none: `${name}: imported, no run is bound` };
  const family = frozenFamily(study, state);
  if (family === null) return { none: `${name}: its family was not kept, no run is bound` };
  const observed = observedRuns(family).map(runKey).sort();
  if (evidence !== null && digest(evidence.runs.toSorted()) !== digest(observed))
    throw notThese(
      name,
      "the observed runs of its family",
      evidence.runs.filter((key) => !observed.includes(key)),
    );
  for (const { index, rung, seed, runKey: logged } of runs.values()) {
    const [spec] = heldOutRuns(family, [{ index, rung, seed }]);
    if (runKey(spec!) !== logged)
      throw notThese(name, `run ${runKey(spec!)} of ${rung}, seed ${seed.slice(0, 12)}`, [logged]);
  }
  const count = (evidence === null ? 0 : observed.length) + runs.size;
  return foundIn(count, `${name}: ${count} run keys recomputed`);
}

/** Checks the sealed rows of a question against its held-out runs, as far as these are on this machine. */
export async function checkSealedHere(study: Study, ledger: Ledger, state: QuestionState): Promise<Finding> {
  const here = [...state.runs.values()].filter((run) => run.sealed !== null && isFinished(study, run.runKey));
  const sealed = here.length > 0 ? sealedRows(ledger, state) : [];
  for (const { runKey: key, rung } of here) {
    const logged = sealed.filter((row) => row.run === key);
    const found = await rowsOf(study, [key]);
    if (digest(found) !== digest(logged))
      throw integrityError(
        `sealed rows of ${state.name}`,
        `the rows of run ${key} (${rung}) in models/runs are required`,
        "others",
        "restore models/runs or the sealed file from a copy, then: foreshock verify",
      );
  }
  return foundIn(
    here.length,
    `${state.name}: ${here.length} of ${state.runs.size} held-out runs are here, rows as sealed`,
  );
}

function notThese(name: string, expected: string, got: readonly string[]) {
  return integrityError(
    `runs of ${name}`,
    `${expected} are required`,
    got.join(", ") || "too few",
    "restore predictions from a copy, then: foreshock verify",
  );
}
