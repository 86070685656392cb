/**
 * Checks a predictions folder from its bytes alone, as a stranger would: no network, no keys, no trust in the program that wrote it.
 * It answers for any input, never throws, and names the first bad place.
 */

import { ForeshockError, show } from "../base/errors.ts";
import { type CheckId, type Context, STEPS, type Step, type VerifyOptions } from "./checks.ts";
import type { Ledger } from "./ledger.ts";
import { primaries, type World } from "./state.ts";

/**
 * One line of the report: a stable id, whether it holds, whether anything was there to check (`made`; what was not made is no pass,
 * though nothing failed), what was found (a failure names file and line), and what to type next.
 */
export type Check = { id: CheckId; ok: boolean; made: boolean; value: string; next: string | null };

/**
 * How much is proven for one forecast: L0 nothing, or the order inside this ledger about results that were there before (imported, or of the same recipe); L1 that order
 * about results that were not. Higher levels need evidence from outside this check.
 */
export type ForecastLevel = {
  question: string;
  author: string;
  forecaster: string;
  level: "L0" | "L1";
  revealed: boolean;
  retrodiction: boolean;
};

/**
 * All checks, the first that failed (null when all hold), whether it was one that the rest stands on (then `checks` ends with it),
 * and the level of every forecast that counts.
 */
export type Verification = {
  ok: boolean;
  checks: Check[];
  firstBad: Check | null;
  stopped: boolean;
  levels: ForecastLevel[];
  /** The ledger that was checked; null where its lines could not be read. */
  ledger: Ledger | null;
};

/**
 * Returns one result per check, in order: lines, signatures, chain, head, older heads, questions, states, then (once the ledger itself
 * holds) seeds, evidence, commitments, reveals, sealed rows, outcome, scores, files. Without `rescore` the scores' digest alone is checked.
 */
export function verify(dir: string, options: VerifyOptions = {}): Verification {
  const context = { dir, options } as Context;
  const checks: Check[] = [];
  let stopped = false;
  for (const step of STEPS) {
    const check = attempt(step, context);
    checks.push(check);
    stopped = !check.ok && step.stops === true;
    if (stopped) break;
  }
  const firstBad = checks.find((check) => !check.ok) ?? null;
  return {
    ok: firstBad === null,
    checks,
    firstBad,
    stopped,
    levels: levels(context.world, firstBad === null),
    ledger: context.ledger ?? null,
  };
}

function attempt({ id, run }: Step, context: Context): Check {
  try {
    const found = run(context);
    const made = typeof found === "string";
    return { id, ok: true, made, value: made ? found : found.none, next: null };
  } catch (error) {
    if (error instanceof ForeshockError) return { id, ok: false, made: true, value: error.message, next: error.hint };
    return {
      id,
      ok: false,
      made: true,
      value: `${context.dir}: ${show(error)}`,
      next: "restore the folder from a copy, then: foreshock verify",
    };
  }
}

function levels(world: World | undefined, ok: boolean): ForecastLevel[] {
  if (world === undefined) return [];
  return [...world.questions.values()].flatMap((state) =>
    primaries(state).map(({ author, forecaster, revealed, retrodiction }) => ({
      question: state.id,
      author,
      forecaster,
      level: ok && !retrodiction ? ("L1" as const) : ("L0" as const),
      revealed: revealed !== null,
      retrodiction,
    })),
  );
}
