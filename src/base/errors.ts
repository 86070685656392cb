/**
 * The one error class: a problem somebody can mend. The message reads `<function>: <requirement>, got <value>`, the hint names
 * what to type next, and the code is the process's exit status. Anything else that is thrown is a defect of foreshock.
 */

/** Exit statuses: 1 something failed while working, 2 wrong use or bad input, 3 integrity, 4 a number that cannot be computed. */
export const EXIT = { ok: 0, failed: 1, usage: 2, integrity: 3, numeric: 4 } as const;
/** What went wrong, as the exit status says it: a key of EXIT but `ok`. */
export type ExitKind = Exclude<keyof typeof EXIT, "ok">;

/** An error a person can mend: `message` says what was required and got, `hint` what to type next, `kind` gives the exit status. */
export class ForeshockError extends Error {
  readonly kind: ExitKind;
  readonly hint: string;

  constructor(kind: ExitKind, message: string, hint: string) {
    super(message);
    this.name = "ForeshockError";
    this.kind = kind;
    this.hint = hint;
  }
}

/** Returns a usage error (exit 2): `where: requirement, got value` and the next thing to type. */
export function usageError(where: string, requirement: string, got: unknown, hint: string): ForeshockError {
  return new ForeshockError("usage", `${where}: ${requirement}, got ${show(got)}`, hint);
}

/** Returns an integrity error (exit 3): what should hold, what was found, and what to type next. */
export function integrityError(where: string, requirement: string, got: unknown, hint: string): ForeshockError {
  return new ForeshockError("integrity", `${where}: ${requirement}, got ${show(got)}`, hint);
}

/** Returns a numeric error (exit 4): a number that cannot be computed honestly. */
export function numericError(where: string, requirement: string, got: unknown, hint: string): ForeshockError {
  return new ForeshockError("numeric", `${where}: ${requirement}, got ${show(got)}`, hint);
}

/** Returns an error for work that failed although the input was right (exit 1): disk, child process, another writer. */
export function failedError(where: string, requirement: string, got: unknown, hint: string): ForeshockError {
  return new ForeshockError("failed", `${where}: ${requirement}, got ${show(got)}`, hint);
}

/** Returns one short line for any value. */
export function show(value: unknown): string {
  if (value instanceof Error) return value.message.split("\n")[0]!;
  const text =
    typeof value === "string"
      ? JSON.stringify(value)
      : typeof value === "object"
        ? JSON.stringify(value)
        : String(value);
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
