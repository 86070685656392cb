/**
 * foreshock verify: checks everything from the files alone, one line per check; --repair cuts off a torn last line first,
 * --retrain trains the smallest held-out size again.
 */
import path from "node:path";
import { integrityError } from "../base/errors.ts";
import { plural } from "../base/words.ts";
import { RETRODICTION } from "../question/imported.ts";
import { keptHead } from "../study/keptHead.ts";
import { repairLedger, requireLedgerFile } from "../study/ledger.ts";
import { type StudyLevel, verifyStudy } from "../study/verify.ts";
import { color, next, tick } from "./output.ts";
import { studyOf } from "./study.ts";
import { watched } from "./training.ts";
import type { Context, Result } from "./verb.ts";

export type VerifyVerbOptions = { head?: string[]; repair?: boolean; retrain?: boolean };

/** Checks the project; a failure is reported as a problem (exit 3) that names the first bad entry. */
export async function verify(options: VerifyVerbOptions, context: Context): Promise<Result> {
  const study = studyOf(context);
  requireLedgerFile(study);
  const cut = options.repair ? repairLedger(study) : null;
  const heads = (options.head ?? []).map((file) => keptHead(path.resolve(context.cwd, file)));
  // --json is one document, so progress is told to people only
  const quiet: Context = context.json ? { ...context, tell: () => {}, terminal: null } : context;
  const data = await watched(quiet, (how) =>
    verifyStudy(study, { heads, ...(options.retrain ? { retrain: how } : {}) }),
  );
  const { checks, firstBad, levels } = data;
  const text = [
    ...(cut === null ? [] : [`cut off an unfinished last line of ${plural(cut.length, "character")}`]),
    ...checks.map(
      (c) => `${tick(c.made ? c.ok : null)} ${c.id.padEnd(12)} ${c.value}${c.next ? `  ${next(c.next)}` : ""}`,
    ),
    ...(firstBad === null ? levelText(levels, heads.length) : []),
  ];
  if (firstBad === null) return { data, text: [...text, next("foreshock status")] };
  const problem = integrityError(
    `verify ${firstBad.id}`,
    "every check has to hold",
    new Error(firstBad.value),
    firstBad.next ?? "foreshock verify --json",
  );
  return { data, text, problem };
}

function levelText(levels: readonly StudyLevel[], numHeads: number): string[] {
  if (levels.length === 0) return [];
  // A level is earned by commitment, reveal and outcome together.
  const [earned, waiting] = [levels.filter(({ revealed }) => revealed), levels.filter(({ revealed }) => !revealed)];
  const [known, unproven, own] = [
    earned.filter(({ level, remade }) => level === "L0" && remade !== false),
    earned.filter(({ remade }) => remade === false),
    earned.filter(({ level }) => level !== "L0"),
  ];
  const again = [...new Set(own.flatMap(({ retrained }) => retrained))].join(", ");
  const proven = `${plural(own.length, "forecast")} at L1: the order of events inside this ledger is proven${again && `, and ${again} came out the same when trained again here`}`;
  const cheat =
    "  cheapest cheat that still passes: closing and training in copies, publishing the best; one person alone earns no more than L1";
  const names = unproven.map(({ forecaster }) => forecaster).join(", ");
  return [
    ...(own.length > 0 ? [proven, color.dim(cheat)] : []),
    ...(known.length > 0 ? [`${plural(known.length, "forecast")} at L0, retrodictions: ${RETRODICTION}`] : []),
    ...(unproven.length > 0
      ? [`${plural(unproven.length, "forecast")} at L0 (${names}): not made again, so the name is somebody's word`]
      : []),
    ...(waiting.length > 0
      ? [`${plural(waiting.length, "forecast")} not revealed: no level is earned before that`]
      : []),
    color.dim(
      numHeads > 0
        ? "  and, by the heads given, that the ledger was not rebuilt since they were kept"
        : "  not shown: that the ledger was not rebuilt as a whole (give --head with a head that somebody kept)",
    ),
  ];
}
