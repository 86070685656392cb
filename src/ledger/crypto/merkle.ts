/**
 * The Merkle tree of RFC 6962 over the ledger's lines: one 32-byte root stands for every line and its order, so that an old head
 * can be compared with a longer ledger by recomputing the root of its first lines.
 * @see RFC 6962, section 2.1
 */
import { createHash } from "node:crypto";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Returns the leaf hash SHA-256(0x00 || data), 32 bytes; text counts as UTF-8. */
export function leafHash(data: string | Uint8Array): Buffer {
  return createHash("sha256").update(LEAF).update(data).digest();
}

/** Returns the Merkle root, 32 bytes: SHA-256("") for no leaves, else split at the largest power of two below the number of leaves. */
export function merkleRoot(leaves: readonly (string | Uint8Array)[]): Buffer {
  if (leaves.length === 0) return createHash("sha256").digest();
  return subtree(leaves.map(leafHash));
}

function subtree(hashes: Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0]!;
  let split = 1;
  while (2 * split < hashes.length) split *= 2;
  const [left, right] = [subtree(hashes.slice(0, split)), subtree(hashes.slice(split))];
  return createHash("sha256").update(NODE).update(left).update(right).digest();
}
