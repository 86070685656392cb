/**
 * The family a question was registered with, kept beside it: its digest stands in the question, so that anybody can work out from the ledger
 * alone which runs there may be, without the family's file and without executing a task.
 */
import path from "node:path";
import { canonical } from "../../base/canonical.ts";
import { integrityError } from "../../base/errors.ts";
import { exists, writeFileAtomic } from "../../base/files.ts";
import type { QuestionState } from "../../ledger/state.ts";
import { parseCanonical, readUtf8 } from "../../ledger/strictText.ts";
import { familyDigest } from "../../runs/buildFamily.ts";
import { Family } from "../../specs.ts";
import type { Study } from "../project.ts";

const fileOf = (name: string) => `${name}/family.json`;

/** Writes predictions/<question>/family.json, canonical JSON; call it once the family is known to be the question's. */
export function keepFamily({ predictions }: Study, question: string, family: Family): void {
  writeFileAtomic(path.join(predictions, fileOf(question)), `${canonical(family)}\n`);
}

/**
 * Returns the family that a question froze, or null where it was registered before families were kept. Errors (integrity): a file that is not
 * the family whose digest the question holds.
 */
export function frozenFamily({ predictions }: Study, { name, question }: QuestionState): Family | null {
  const place = fileOf(name);
  const file = path.join(predictions, place);
  if (!exists(file)) return null;
  const text = readUtf8(file, place);
  const parsed = Family.safeParse(parseCanonical(text.replace(/\n$/, ""), place));
  const found = parsed.success ? familyDigest(parsed.data) : "no family";
  if (parsed.success && found === question.familyDigest) return parsed.data;
  throw integrityError(
    place,
    `the family with digest ${question.familyDigest} is required`,
    found,
    `restore ${place} from a copy, then: foreshock verify`,
  );
}
