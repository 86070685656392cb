/**
 * What every verb is given and gives back. A verb parses, makes one call and says what came of it; it computes nothing and writes nothing to
 * the terminal itself, so that each verb has one JSON form and one text form, and the demo can call verbs like functions.
 */
import type { ForeshockError } from "../base/errors.ts";

/** A terminal that can be redrawn. */
export type Terminal = { columns: number; write(text: string): void };

/** Where a verb runs and how it speaks while it works; time enters foreshock through `now` alone. */
export type Context = {
  cwd: string;
  /** --project, or undefined: found from cwd upwards. */
  project: string | undefined;
  /** Folder of all private keys, one subfolder per ledger. */
  home: string;
  json: boolean;
  /** Current UTC time, RFC 3339. */
  now(): string;
  /** Says something before the end: `line` to people, `event` as one JSON line with --json. */
  tell(line: string, event: Record<string, unknown>): void;
  /** The terminal where progress may be redrawn, or null. */
  terminal: Terminal | null;
  /** Puts a line to the person and returns what is typed; null where nobody can be asked. */
  ask: ((line: string) => Promise<string>) | null;
  /** Calls `stop` once when the person presses Ctrl-C; the function returned takes that back. */
  onInterrupt(stop: () => void): () => void;
};

/** What a verb ends with: the JSON document, the same as lines of text, and a problem to report after them. */
export type Result = { data: unknown; text: string[]; problem?: ForeshockError };

/** Thrown when the person pressed Ctrl-C: not a failure, everything finished is kept. `hint` says how to go on; exit status 130. */
export class Interrupted extends Error {
  readonly hint: string;

  constructor(hint = "the same command again: it goes on where it stopped") {
    super("stopped; what is finished is kept");
    this.hint = hint;
  }
}
