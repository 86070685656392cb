/**
 * Weights on disk, so that a damaged file is noticed instead of trusted: every file carries the run it belongs to, its step, and
 * a digest of its tensors. Two kinds: `step-<n>.safetensors` holds the named weights of a checkpoint, `resume.safetensors` also
 * the optimiser state, from which training goes on bit for bit.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { integrityError } from "../base/errors.ts";
import { exists, writeFileAtomic } from "../base/files.ts";
import type { NamedTensors } from "../model/params.ts";
import { decodeSafetensors, encodeSafetensors } from "../model/safetensors.ts";
import type { Checkpoint } from "../train/train.ts";

/** Writes the named weights of a checkpoint. */
export function writeWeights(file: string, run: string, { step, tensors }: Pick<Checkpoint, "step" | "tensors">): void {
  writeTensors(file, tensors, { run, step: String(step) });
}

/** Returns the named weights of a run's checkpoint. Errors (integrity): missing, truncated, altered, or of another run or step. */
export function readWeights(file: string, run: string, step: number): NamedTensors {
  const { tensors, metadata } = readTensors(file);
  requireThat(
    file,
    metadata.run === run && metadata.step === String(step),
    `run ${metadata.run} step ${metadata.step}`,
  );
  return tensors;
}

/** Writes a whole checkpoint: weights as `weights/<name>`, optimiser state as `state/<name>`. */
export function writeResume(file: string, run: string, checkpoint: Checkpoint): void {
  const { step, loss, tensors, state } = checkpoint;
  const all = { ...prefixed("weights/", tensors), ...prefixed("state/", state) };
  writeTensors(file, all, { run, step: String(step), loss: String(loss) });
}

/** Returns the checkpoint to go on from. Errors (integrity): missing, truncated, altered, or of another run. */
export function readResume(file: string, run: string): Checkpoint {
  const { tensors, metadata } = readTensors(file);
  requireThat(file, metadata.run === run, `run ${metadata.run}`);
  return {
    step: Number(metadata.step),
    loss: Number(metadata.loss),
    tensors: withoutPrefix("weights/", tensors),
    state: withoutPrefix("state/", tensors),
  };
}

function writeTensors(file: string, tensors: NamedTensors, metadata: Record<string, string>): void {
  writeFileAtomic(file, encodeSafetensors(tensors, { ...metadata, digest: tensorDigest(tensors) }));
}

function readTensors(file: string): { tensors: NamedTensors; metadata: Record<string, string> } {
  requireThat(file, exists(file), "no file");
  let decoded: ReturnType<typeof decodeSafetensors>;
  try {
    decoded = decodeSafetensors(readFileSync(file));
  } catch (error) {
    throw damaged(file, error);
  }
  const metadata = decoded.metadata ?? {};
  requireThat(file, metadata.digest === tensorDigest(decoded.tensors), "other contents than were written");
  return { tensors: decoded.tensors, metadata };
}

/** SHA-256 over names, shapes and bytes in name order. */
function tensorDigest(tensors: NamedTensors): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(tensors).sort()) {
    const { shape, data } = tensors[name]!;
    hash.update(`${JSON.stringify([name, shape])}\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

const damaged = (file: string, got: unknown) =>
  integrityError(
    "readCheckpoint",
    `${file} has to be a whole checkpoint of this run`,
    got,
    "give the same command again",
  );

function requireThat(file: string, holds: boolean, got: unknown): void {
  if (!holds) throw damaged(file, got);
}

function prefixed(prefix: string, tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}

function withoutPrefix(prefix: string, tensors: NamedTensors): NamedTensors {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
