/** Who writes to a ledger: the ledger as last read, the private folder whose key signs, and the clock; the first argument of all that adds lines. */
import type { Secrets } from "./crypto/keys.ts";
import type { Ledger } from "./ledger.ts";

/** A ledger to add to; `now` gives the current UTC time, RFC 3339. */
export type Writer = { readonly ledger: Ledger; readonly secrets: Secrets; now(): string };
