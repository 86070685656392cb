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
  // Without a failed check only forecasts about imported results are at L0.
  const [imported, own] = [earned.filter(({ level }) => level === "L0"), earned.filter(({ level }) => level !== "L0")];
  const again = own.some(({ level }) => level === "L2")
    ? ", and one held-out size was trained again with equal rows"
    : "";
  const proven = `${plural(own.length, "forecast")} at ${[...new Set(own.map(({ level }) => level))].join(", ")}: the order of events inside this ledger is proven${again}`;
  return [
    ...(own.length > 0 ? [proven] : []),
    ...(imported.length > 0 ? [`${plural(imported.length, "forecast")} at L0, imported: ${RETRODICTION}`] : []),
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
