/** foreshock verify: checks everything from the files alone, one line per check; --repair cuts off a torn last line first. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { integrityError, usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { LEDGER_FILE, repair } from "../ledger/ledger.ts";
import { checkProject, type ProjectVerification } from "./check.ts";
import type { Context, Result } from "./context.ts";
import { color, next, tick } from "./output.ts";
import { findProject } from "./project.ts";
import { inVerbs } from "./stage.ts";

export type VerifyVerbOptions = { head?: string[]; repair?: boolean };

/** Checks the project; a failure is reported as a problem (exit 3) that names the first bad entry. */
export async function verify(options: VerifyVerbOptions, context: Context): Promise<Result> {
  const project = findProject(context);
  if (!exists(path.join(project.predictions, LEDGER_FILE)))
    throw usageError("verify", "a ledger in predictions is required", "none", "foreshock register <question>");
  const cut = options.repair ? repair(project.predictions) : null;
  const heads = (options.head ?? []).map((file) => readHeadFile(path.resolve(context.cwd, file)));
  const found = await checkProject(project, heads);
  const { checks, levels, firstBad } = found;
  const text = [
    ...(cut === null ? [] : [`cut off an unfinished last line of ${cut.length} characters`]),
    ...checks.map((c) => `${tick(c.ok)} ${c.id.padEnd(12)} ${c.value}${c.next ? `  ${next(inVerbs(c.next))}` : ""}`),
    ...levelText(found),
  ];
  const data = {
    ok: found.ok,
    checks: checks.map((c) => ({ ...c, next: c.next && inVerbs(c.next) })),
    firstBad,
    levels,
  };
  if (firstBad === null) return { data, text: [...text, next("foreshock status")] };
  const problem = integrityError(
    `verify ${firstBad.id}`,
    "every check has to hold",
    new Error(firstBad.value),
    firstBad.next ?? "foreshock verify --json",
  );
  return { data, text, problem };
}

function readHeadFile(file: string): string {
  if (exists(file)) return readFileSync(file, "utf8");
  throw usageError("verify", "a file with a signed head is required", file, "foreshock verify --head kept.head");
}

function levelText({ ok, levels }: ProjectVerification): string[] {
  if (!ok || levels.length === 0) return [];
  return [
    `${levels.length} forecasts at ${[...new Set(levels.map(({ level }) => level))].join(", ")}: the order of events inside this ledger is proven`,
    color.dim("  not shown: that the ledger was not rebuilt as a whole (give --head with a head that somebody kept)"),
  ];
}
