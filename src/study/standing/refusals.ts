/**
 * Which forecasters were asked a question here and had no forecast, with their reasons: a ledger holds only what was committed, yet a page
 * should name who is missing. Kept in the private folder of whoever asked; it follows from the evidence alone.
 */
import path from "node:path";
import { z } from "zod";
import { canonical } from "../../base/canonical.ts";
import { exists, isInside, makeFolder, readText, writeFileAtomic } from "../../base/files.ts";
import type { Refusal } from "../../forecast/asking.ts";
import type { Study } from "../project.ts";

const Kept = z.array(z.strictObject({ forecaster: z.string(), reason: z.string() }));

/**
 * Remembers the refusals of one question (by its id) beside earlier ones; who is among `answered` has none any more. Nothing happens where
 * the private folder cannot be written.
 */
export function rememberRefusals(
  study: Study,
  question: string,
  refused: readonly Refusal[],
  answered: readonly string[],
): void {
  const now = new Set([...answered, ...refused.map(({ forecaster }) => forecaster)]);
  const before = refusalsOf(study, question);
  const file = memoryOf(study, question);
  if (file === null || (refused.length === 0 && !before.some(({ forecaster }) => now.has(forecaster)))) return;
  const kept = [...before.filter(({ forecaster }) => !now.has(forecaster)), ...refused];
  try {
    makeFolder(path.dirname(file), 0o700);
    writeFileAtomic(file, `${canonical(kept)}\n`);
  } catch {
    // without it a page names fewer forecasters
  }
}

/** Returns the remembered refusals of one question, in the order they were met; none where nothing readable is kept. */
export function refusalsOf(study: Study, question: string): Refusal[] {
  const file = memoryOf(study, question);
  if (file === null || !exists(file)) return [];
  try {
    return Kept.parse(JSON.parse(readText(file, "foreshock status")));
  } catch {
    return [];
  }
}

/** Null where the private folder is in the project: a copy of it would carry what was asked elsewhere. */
function memoryOf({ dir, home }: Study, question: string): string | null {
  return isInside(dir, home) ? null : path.join(home, "refused", `${question}.json`);
}
