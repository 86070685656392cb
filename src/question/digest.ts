/** The digest of what forecasters may see: the gate that collects evidence and the ledger that logs it must mean the same bytes. */

import { digest } from "../base/canonical.ts";
import type { Evidence } from "../records.ts";

/** Returns the SHA-256 of the canonical JSON of `{answers, rows}`. */
export function evidenceDigest({ rows, answers }: Pick<Evidence, "rows" | "answers">): string {
  return digest({ answers, rows });
}
