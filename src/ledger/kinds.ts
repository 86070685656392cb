/** What each kind of ledger line says: one strict schema per kind. Paths are relative to the ledger's folder; `question` is the full id. */
import { z } from "zod";
import { integrityError } from "../base/errors.ts";
import { type LedgerEntry, Question } from "../records.ts";
import { hex64, name } from "../specs.ts";

/** Drawn by the ledger, or the small number that an import has. */
const seed = z.string().regex(/^(\d{1,9}|[0-9a-f]{64})$/, "64 hex digits, or a small decimal number of an import");
const runKey = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, "a run key usable as a file name");
const index = z.int().nonnegative();
const file = { path: z.string(), sha256: hex64 };

/** The schema of `body` for every kind this version writes. */
export const BODIES = {
  "ledger-open": z.strictObject({
    origin: z.string().regex(/^foreshock\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
    verifier: z.string(),
  }),
  /** parties: verifier keys of everybody who may commit; their shares are concatenated in this order. */
  "question-open": z.strictObject({ id: hex64, question: Question, parties: z.array(z.string()).min(1) }),
  "share-commit": z.strictObject({ question: hex64, digest: hex64 }),
  evidence: z.strictObject({ question: hex64, digest: hex64, runs: z.array(z.string().min(1)).min(1), ...file }),
  commit: z.strictObject({ question: hex64, forecaster: name, commitment: hex64, ...file }),
  withdraw: z.strictObject({ question: hex64, forecaster: name, commitment: hex64 }),
  close: z.strictObject({ question: hex64 }),
  "share-reveal": z.strictObject({ question: hex64, share: hex64 }),
  reveal: z.strictObject({ question: hex64, forecaster: name, commitment: hex64, ...file }),
  "held-start": z.strictObject({ question: hex64, index, rung: name, seed, runKey }),
  sealed: z.strictObject({ question: hex64, index, runKey, encryption: z.literal("none"), ...file }),
  outcome: z.strictObject({ question: hex64, ...file }),
  score: z.strictObject({ question: hex64, ...file }),
} as const;

/** The kinds this version writes. */
export type Kind = keyof typeof BODIES;
/** The type of `body` by kind. */
export type Body<K extends Kind> = z.infer<(typeof BODIES)[K]>;

/** Whether this version writes lines of that kind. */
export function isKind(kind: string): kind is Kind {
  return Object.hasOwn(BODIES, kind);
}

/** Returns a line's body after checking it against the schema of its kind; anything else is an integrity error. */
export function bodyOf<K extends Kind>(entry: LedgerEntry, kind: K): Body<K> {
  const parsed = BODIES[kind].safeParse(entry.body);
  if (entry.kind !== kind || !parsed.success) {
    const problem = parsed.success ? entry.kind : z.prettifyError(parsed.error).replaceAll("\n", " ");
    throw integrityError(
      `ledger.jsonl line ${entry.seq + 1}`,
      `the body of a ${kind} line is required`,
      problem,
      "foreshock verify",
    );
  }
  return parsed.data as Body<K>;
}
