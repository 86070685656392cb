import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ForeshockError } from "../../src/base/errors.ts";
import type { NamedTensors } from "../../src/model/params.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/model/safetensors.ts";

const tensors: NamedTensors = {
  "layer0.w": { shape: [2, 3], data: Float32Array.of(1, -2.5, 3e-30, 4, Number.MAX_VALUE, 0) },
  scalar: { shape: [], data: Float32Array.of(7) },
  odd: { shape: [3], data: Float32Array.of(-0, 0.1, 1 / 3) },
};
const whole = encodeSafetensors(tensors, { step: "12" });
const headerOf = (file: Uint8Array) => Number(Buffer.from(file).readBigUInt64LE());

/** A file with a header of one's own before `numBytes` zero bytes. */
function forged(header: unknown, numBytes = 8): Uint8Array {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(numBytes)]);
}

/** The error that decoding gives, or null. */
function failure(file: Uint8Array): unknown {
  try {
    decodeSafetensors(file);
    return null;
  } catch (error) {
    return error;
  }
}

function expectUsage(error: unknown): void {
  expect(error).toBeInstanceOf(ForeshockError);
  const { kind, message, hint } = error as ForeshockError;
  expect(kind).toBe("usage");
  expect(message).toMatch(/^decodeSafetensors: a safetensors file with .* is required, got [^\n]*$/);
  expect(hint).not.toBe("");
}

describe("safetensors", () => {
  it("returns what was written, in order", () => {
    const decoded = decodeSafetensors(whole);
    expect(decoded).toEqual({ tensors, metadata: { step: "12" } });
    expect(Object.keys(decoded.tensors)).toEqual(Object.keys(tensors));
    expect(Object.is(decoded.tensors.odd!.data[0], -0)).toBe(true);
  });

  it("round trips any names, shapes and metadata, with the data 8-byte aligned, and reads from any offset", () => {
    const shape = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
    const text = fc.string({ unit: "grapheme", maxLength: 9 }).filter((s) => s !== "__metadata__" && s !== "__proto__");
    const property = fc.property(
      fc.dictionary(text, shape),
      fc.dictionary(text, text),
      fc.nat(7),
      (shapes, metadata, at) => {
        const entries = Object.entries(shapes).map(([name, dims], i) => {
          const size = dims.reduce((a, b) => a * b, 1);
          return [name, { shape: dims, data: Float32Array.from({ length: size }, (_, j) => i + j / 7) }] as const;
        });
        const made = Object.fromEntries(entries);
        const file = encodeSafetensors(made, metadata);
        expect(headerOf(file) % 8).toBe(0);
        const moved = new Uint8Array(file.length + at);
        moved.set(file, at);
        expect(decodeSafetensors(moved.subarray(at)).tensors).toEqual(made);
        expect(decodeSafetensors(file).metadata).toEqual({ ...metadata });
      },
    );
    fc.assert(property, { seed: 42, numRuns: 100 });
  });

  it("refuses every truncation with one usage error", () => {
    for (let n = 0; n < whole.length; n++) expectUsage(failure(whole.subarray(0, n)));
  });

  it.each([
    ["a header length beyond all numbers", Buffer.alloc(24, 255)],
    ["no JSON", forged("hello")],
    ["null", forged("null")],
    ["a list", forged([1])],
    ["an entry that is a number", forged({ a: 5 })],
    ["no offsets", forged({ a: { dtype: "F32", shape: [2] } })],
    ["no shape", forged({ a: { dtype: "F32", data_offsets: [0, 8] } })],
    ["another dtype", forged({ a: { dtype: "I64", shape: [1], data_offsets: [0, 8] } })],
    ["a shape that does not fit its offsets", forged({ a: { dtype: "F32", shape: [3], data_offsets: [0, 8] } })],
    ["negative offsets", forged({ a: { dtype: "F32", shape: [2], data_offsets: [-8, 0] } })],
    ["negative sizes", forged({ a: { dtype: "F32", shape: [-1, -2], data_offsets: [0, 8] } })],
    ["text for a number", forged({ a: { dtype: "F32", shape: ["2"], data_offsets: [0, 8] } })],
    ["bytes that no tensor owns", forged({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } })],
  ])("refuses %s", (_name, file) => expectUsage(failure(file)));

  it("reads a file with one wrong byte, or refuses it with a usage error", () => {
    const property = fc.property(fc.nat(headerOf(whole) + 7), fc.nat(255), (position, byte) => {
      const file = Uint8Array.from(whole);
      file[position] = byte;
      const error = failure(file);
      if (error !== null) expectUsage(error);
    });
    fc.assert(property, { seed: 42, numRuns: 2000 });
  });
});

const python = spawnSync("python3", ["-c", "import numpy, safetensors.numpy"]).status === 0;

describe.skipIf(!python)("safetensors of Python (skipped without python3, numpy and safetensors)", () => {
  const inFolder = (use: (folder: string) => void) => {
    const folder = mkdtempSync(path.join(tmpdir(), "foreshock-"));
    try {
      use(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("opens our files", () =>
    inFolder((folder) => {
      const file = path.join(folder, "ours.safetensors");
      writeFileSync(file, encodeSafetensors(tensors, { step: "12", naïve: "ü" }));
      const script = `
import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], "numpy") as f:
    print(json.dumps([f.metadata(), {k: [list(f.get_tensor(k).shape), f.get_tensor(k).astype(str).ravel().tolist()] for k in f.keys()}]))`;
      const [metadata, read] = JSON.parse(execFileSync("python3", ["-c", script, file], { encoding: "utf8" }));
      expect(metadata).toEqual({ step: "12", naïve: "ü" });
      expect(Object.keys(read).sort()).toEqual(Object.keys(tensors).sort());
      for (const [name, { shape, data }] of Object.entries(tensors)) {
        expect(read[name][0]).toEqual(shape);
        expect(Float32Array.from(read[name][1] as string[], (s) => (s === "inf" ? Infinity : Number(s)))).toEqual(data);
      }
    }));

  it("writes files that we read", () =>
    inFolder((folder) => {
      const file = path.join(folder, "theirs.safetensors");
      const script = `
import sys, numpy as np
from safetensors.numpy import save_file
save_file({"b": np.arange(6, dtype=np.float32).reshape(2, 3), "a": np.float32([0.5])}, sys.argv[1], {"by": "python"})`;
      execFileSync("python3", ["-c", script, file]);
      const { tensors: read, metadata } = decodeSafetensors(readFileSync(file));
      expect(metadata).toEqual({ by: "python" });
      expect(read).toEqual({
        a: { shape: [1], data: Float32Array.of(0.5) },
        b: { shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) },
      });
    }));
});
