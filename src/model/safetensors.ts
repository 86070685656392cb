/**
 * The safetensors file format: 8 bytes of header length (little-endian), a JSON header {name: {dtype, shape, data_offsets}}, then
 * the tensors' bytes. Python's `safetensors` reads these files.
 * @see https://huggingface.co/docs/safetensors, "Format"
 */
import { z } from "zod";
import { usageError } from "../base/errors.ts";
import { sizeOf } from "../graph/value.ts";
import type { NamedTensors } from "./params.ts";

const Count = z.int().nonnegative();
const Entry = z.object({ dtype: z.literal("F32"), shape: z.array(Count), data_offsets: z.tuple([Count, Count]) });
const Header = z.object({ __metadata__: z.record(z.string(), z.string()).default({}) }).catchall(Entry);

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
  const { __metadata__: metadata, ...entries } = parseHeader(buffer.toString("utf8", 8, 8 + length));
  const data = buffer.subarray(8 + length);
  const tensors: NamedTensors = {};
  let expected = 0;
  for (const [name, { shape, data_offsets: offsets }] of inFileOrder(entries)) {
    const [start, end] = offsets;
    if (start !== expected || end - start !== 4 * sizeOf(shape) || end > data.length)
      throw broken(`whole data for ${name}`, offsets);
    tensors[name] = { shape, data: new Float32Array(Uint8Array.from(data.subarray(start, end)).buffer) };
    expected = end;
  }
  if (expected !== data.length) throw broken(`${expected} bytes of data`, data.length);
  return { tensors, metadata };
}

const inFileOrder = (entries: Record<string, z.infer<typeof Entry>>) =>
  Object.entries(entries).sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );

function parseHeader(text: string): z.infer<typeof Header> {
  try {
    return Header.parse(JSON.parse(text));
  } catch (error) {
    throw broken("a header of F32 tensors", error instanceof z.ZodError ? error.issues[0]!.path.join(".") : error);
  }
}

const broken = (what: string, got: unknown) =>
  usageError(
    "decodeSafetensors",
    `a safetensors file with ${what} is required`,
    got,
    "delete the file and run again to make it anew",
  );
