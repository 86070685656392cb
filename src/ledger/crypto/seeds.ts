/**
 * Seeds that are drawn, not chosen: every party logs the digest of a secret share when the question opens; after the close the
 * shares and the Merkle root at the close line (which covers every commitment) give the seeds of the held-out runs.
 * @see RFC 5869 (HKDF)
 */
import { createHash, hkdfSync } from "node:crypto";
import { gridOf } from "../../question/grid.ts";
import type { Question } from "../../records.ts";

/** One held-out run to come: its decimal index j, its rung, and the rung's non-embedding parameter count. */
export type PlannedRun = { index: number; rung: string; nParams: number };

/** Returns SHA-256("foreshock/share/v1\n" || share), 64 hex digits, of a share given as 64 hex digits. */
export function shareDigest(share: string): string {
  return createHash("sha256").update("foreshock/share/v1\n").update(Buffer.from(share, "hex")).digest("hex");
}

/**
 * Returns the seed of held-out run j, 64 hex digits:
 * HKDF-SHA256(ikm = share_1 || .. || share_p, salt = root at the close line, info = "foreshock/seed/v1\n" + id + "\n" + j, 32 bytes).
 */
export function deriveSeed(shares: readonly string[], closeRoot: string, id: string, index: number): string {
  const ikm = Buffer.from(shares.join(""), "hex");
  const info = `foreshock/seed/v1\n${id}\n${index}`;
  return Buffer.from(hkdfSync("sha256", ikm, Buffer.from(closeRoot, "hex"), info, 32)).toString("hex");
}

/** Returns a question's held-out runs: index j counts the held-out rungs, smallest first, and within each its `numSeeds` seeds. */
export function plannedRuns(question: Question): PlannedRun[] {
  const repeated = gridOf(question).heldOut.flatMap((rung) => Array.from({ length: question.numSeeds }, () => rung));
  return repeated.map((rung, index) => ({ index, rung: rung.name, nParams: rung.nParams }));
}
