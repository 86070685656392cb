/**
 * The safetensors file format: 8 bytes of header length (little-endian), a JSON header {name: {dtype, shape, data_offsets}}, then
 * the tensors' bytes. Python's `safetensors` reads these files.
 * @see https://huggingface.co/docs/safetensors, "Format"
 */
import { usageError } from "../base/errors.ts";
import { sizeOf } from "../graph/value.ts";
import type { NamedTensors } from "./params.ts";

type Header = Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;

/** Returns the bytes of float32 tensors, in the order of the record, with optional text metadata; the header ends 8-byte aligned. */
export function encodeSafetensors(tensors: NamedTensors, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = JSON.stringify(header);
  const json = Buffer.from(
    text.padEnd(Math.ceil(Buffer.byteLength(text) / 8) * 8 + text.length - Buffer.byteLength(text)),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const parts = Object.values(tensors).map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([length, json, ...parts]);
}

/** Returns the float32 tensors and metadata of safetensors bytes; throws a usage error for anything truncated or of another dtype. */
export function decodeSafetensors(file: Uint8Array): { tensors: NamedTensors; metadata: Record<string, string> } {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const length = buffer.length >= 8 ? Number(buffer.readBigUInt64LE()) : Number.NaN;
  if (!(8 + length <= buffer.length)) throw broken("a whole header", buffer.length);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(buffer.toString("utf8", 8, 8 + length));
  const tensors: NamedTensors = {};
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(entries as Header)) {
    const [start, end] = [8 + length + offsets[0], 8 + length + offsets[1]];
    if (dtype !== "F32" || end > buffer.length || end - start !== 4 * sizeOf(shape))
      throw broken(`F32 data for ${name}`, dtype);
    tensors[name] = { shape, data: new Float32Array(Uint8Array.from(buffer.subarray(start, end)).buffer) };
  }
  return { tensors, metadata: metadata as Record<string, string> };
}

function parseHeader(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw broken("a JSON header", error);
  }
}

const broken = (what: string, got: unknown) =>
  usageError(
    "decodeSafetensors",
    `a safetensors file with ${what} is required`,
    got,
    "delete the file and run again to make it anew",
  );
