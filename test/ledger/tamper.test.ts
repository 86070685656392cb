/** Attacks on a finished folder: flipped bytes anywhere, edited lines, rebuilt history, forged entries by the key's own holder. */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, digest, sha256 } from "../../src/base/canonical.ts";
import { commitmentOf } from "../../src/ledger/crypto/commitment.ts";
import { verify } from "../../src/ledger/verify.ts";
import type { LedgerEntry } from "../../src/records.ts";
import { tried } from "../effort.ts";
import { commitTwo, forecastOf, play, rebuild, rescore, start, temporary } from "./fixture.ts";

const played = play();
const { dir } = played;
const read = (file: string) => readFileSync(path.join(dir, file));
const FILES = [
  "ledger.jsonl",
  "ledger.head",
  ...[
    "evidence",
    "commitments/1",
    "commitments/2",
    "reveals/1",
    "reveals/2",
    "sealed/h0",
    "sealed/h1",
    "outcome",
    "scores",
  ].map((f) => `chain/${f}.json`),
];
const ORIGINAL = new Map(FILES.map((file) => [file, read(file)]));

/** Verifies with one file replaced, then puts the file back. */
function verifyWith(file: string, bytes: Uint8Array | string) {
  writeFileSync(path.join(dir, file), bytes);
  try {
    return verify(dir);
  } finally {
    writeFileSync(path.join(dir, file), ORIGINAL.get(file)!);
  }
}

function flip(file: string, bit: number) {
  const bytes = Buffer.from(ORIGINAL.get(file)!);
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  return bytes;
}

const lineOf = (bytes: Buffer, byte: number) => bytes.subarray(0, byte).filter((b) => b === 10).length + 1;

function expectCaught(file: string, bit: number) {
  const report = verifyWith(file, flip(file, bit));
  const { value } = report.firstBad ?? { value: "passed" };
  const named = file === "ledger.jsonl" ? `ledger.jsonl line ${lineOf(ORIGINAL.get(file)!, bit >> 3)}:` : `${file}:`;
  if (report.ok || !value.startsWith(named)) expect.fail(`${file} bit ${bit}: ${value} (should name ${named})`);
}

describe("one flipped bit", () => {
  it("starts from a folder that verifies", () => expect(verify(dir, { rescore }).ok).toBe(true));

  it("anywhere in any ledgered file is caught, and the file and line are named", () => {
    const place = fc
      .constantFrom(...FILES)
      .chain((file) => fc.tuple(fc.constant(file), fc.nat({ max: 8 * ORIGINAL.get(file)!.length - 1 })));
    fc.assert(
      fc.property(place, ([file, bit]) => expectCaught(file, bit)),
      { seed: 20261121, numRuns: tried(100, 200) },
    );
  });

  it("bytes of the head, and every bit of the last byte of every file", () => {
    for (let byte = 0; byte < ORIGINAL.get("ledger.head")!.length; byte += tried(5, 1))
      expectCaught("ledger.head", 8 * byte + (byte % 8));
    for (const file of FILES)
      for (let bit = 1; bit <= 8; bit++) expectCaught(file, 8 * ORIGINAL.get(file)!.length - bit);
  });

  it("bytes of the ledger at even distances", () => {
    for (let byte = 0; byte < ORIGINAL.get("ledger.jsonl")!.length; byte += tried(111, 11))
      expectCaught("ledger.jsonl", 8 * byte + (byte % 8));
  });
});

describe("any bytes", () => {
  it("never make verify throw, and never pass", () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string().map((s) => Buffer.from(s)),
      fc.json().map((s) => Buffer.from(`${s}\n`)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...FILES), content, (file, bytes) => {
        expect(verifyWith(file, bytes).ok).toBe(false);
      }),
      { seed: 3, numRuns: 100 },
    );
  });
  it("a missing file, a folder in its place, and no ledger at all are failing checks", () => {
    const copy = path.join(temporary(), "copy");
    for (const file of FILES) {
      cpSync(dir, copy, { recursive: true });
      rmSync(path.join(copy, file));
      expect(verify(copy).firstBad?.value, file).toContain(`${file}:`);
      cpSync(path.join(dir, "chain/sealed"), path.join(copy, file), { recursive: true });
      expect(verify(copy).firstBad?.value, file).toContain(`${file}:`);
      rmSync(copy, { recursive: true });
    }
    expect(verify(path.join(copy, "nowhere")).firstBad).toMatchObject({ id: "lines", ok: false });
  });
  it("a file that no line speaks of is named", () => {
    const extra = path.join(dir, "chain/reveals/3.json");
    writeFileSync(extra, "{}\n");
    expect(verify(dir).firstBad).toMatchObject({ id: "files" });
    expect(verify(dir).firstBad!.value).toContain("chain/reveals/3.json");
    rmSync(extra);
  });
});

describe("edited lines", () => {
  const lines = ORIGINAL.get("ledger.jsonl")!.toString("utf8").split("\n").slice(0, -1);
  const bad = (edited: string[]) => verifyWith("ledger.jsonl", `${edited.join("\n")}\n`).firstBad?.value ?? "passed";
  const last = lines.length - 1;

  it.each([0, 1, 4, last - 1])("line %i dropped", (i) => {
    expect(bad(lines.toSpliced(i, 1))).toContain(`ledger.jsonl line ${i + 1}: seq ${i} is required`);
  });
  it("the last line dropped: only the head knows", () => {
    expect(bad(lines.slice(0, -1))).toContain(`ledger.head: ${lines.length} lines in ledger.jsonl are required`);
  });
  it.each([0, 4, last])("line %i doubled", (i) => {
    expect(bad(lines.toSpliced(i, 0, lines[i]!))).toContain(`ledger.jsonl line ${i + 2}: seq`);
  });
  it.each([0, 3, last - 1])("lines %i and the next swapped", (i) => {
    expect(bad(lines.toSpliced(i, 2, lines[i + 1]!, lines[i]!))).toContain(`ledger.jsonl line ${i + 1}: seq`);
  });
  it.each([1, 4, lines.length])("a line of another ledger inserted at %i", (i) => {
    const foreign = play(start(), "commit").ledger.lines[4]!;
    expect(bad(lines.toSpliced(i, 0, foreign))).toContain(`ledger.jsonl line ${i + 1}:`);
  });
  it("lines dropped together with an older head: seen by whoever keeps a newer head", () => {
    const p = play(start(), "commit");
    const [ledger, head] = ["ledger.jsonl", "ledger.head"].map((f) => readFileSync(path.join(p.dir, f), "utf8"));
    play({ ...p }, "close");
    const kept = readFileSync(path.join(p.dir, "ledger.head"), "utf8");
    expect(verify(p.dir, { heads: [head!, kept] }).ok).toBe(true);
    writeFileSync(path.join(p.dir, "ledger.jsonl"), ledger!);
    writeFileSync(path.join(p.dir, "ledger.head"), head!);
    expect(verify(p.dir).ok).toBe(true);
    expect(verify(p.dir, { heads: [kept] }).firstBad).toMatchObject({ id: "older-heads" });
  });
  it("another ledger's head, and a signature of the same key over something else", () => {
    const other = readFileSync(path.join(play(start(), "none").dir, "ledger.head"), "utf8");
    expect(verifyWith("ledger.head", other).firstBad?.value).toContain("a signature by the ledger's key");
    const entry = JSON.parse(lines[last]!) as LedgerEntry;
    const stolen = (JSON.parse(lines[last - 1]!) as LedgerEntry).signature;
    expect(bad([...lines.slice(0, -1), canonical({ ...entry, signature: stolen })])).toContain(
      `line ${lines.length}: a valid signature`,
    );
  });
});

describe("forged by the key's own holder", () => {
  it("a seed that was not drawn", () => {
    const bad = rebuild(play(start(), "held-out"), ({ kind, body }) =>
      kind === "held-start" && body.index === 1 ? { ...body, seed: "9".repeat(64) } : body,
    );
    expect(bad).toMatchObject({ id: "seeds" });
    expect(bad!.value).toMatch(/ledger.jsonl line 13: seed [0-9a-f]{64} \(HKDF/);
  });
  it("a held-out run started before the close, an outcome before the seals, a reveal before the close", () => {
    for (const [kind, before] of [
      ["held-start", "close"],
      ["outcome", "sealed"],
      ["reveal", "close"],
    ]) {
      const p = play(start());
      const moved = p.ledger.entries.find((entry) => entry.kind === kind)!;
      p.ledger.entries = p.ledger.entries.filter((entry) => entry !== moved);
      const at = p.ledger.entries.findIndex((entry) => entry.kind === before);
      p.ledger.entries.splice(at, 0, moved);
      const bad = rebuild(p, ({ body }) => body);
      expect(bad, kind).toMatchObject({ id: "states" });
      expect(bad!.value, kind).toContain(`ledger.jsonl line ${at + 1}: a line that is allowed at its place`);
    }
  });
  it("a commitment line left out, an unsealed run left out", () => {
    let seen = 0;
    expect(rebuild(play(start()), ({ kind, body }) => (kind === "commit" && ++seen === 2 ? null : body))).toMatchObject(
      { id: "states" },
    );
    expect(
      rebuild(play(start()), ({ kind, body }) => (kind === "sealed" && body.index === 1 ? null : body)),
    ).toMatchObject({ id: "states" });
  });
  it("a question exchanged under its id", () => {
    const bad = rebuild(play(start()), ({ kind, body }) =>
      kind === "question-open" ? { ...body, question: { ...(body.question as object), threshold: 0.9 } } : body,
    );
    expect(bad).toMatchObject({ id: "questions" });
    expect(bad!.value).toContain("ledger.jsonl line 2");
  });
  it("a revealed forecast exchanged, with a matching digest in its line", () => {
    const p = play(start(), "reveal");
    const file = path.join(p.dir, "chain/reveals/1.json");
    const value = JSON.parse(readFileSync(file, "utf8"));
    value.forecast.jump = [0.1, 0.1, 0.8];
    writeFileSync(file, `${canonical(value)}\n`);
    const bad = rebuild(p, ({ kind, body }) =>
      kind === "reveal" && body.path === "chain/reveals/1.json"
        ? { ...body, sha256: sha256(`${canonical(value)}\n`) }
        : body,
    );
    expect(bad).toMatchObject({ id: "reveals" });
    expect(bad!.value).toContain("chain/reveals/1.json: a forecast and nonce that open commitment");
  });
  it("a nonce of 31 bytes that opens the same HMAC", () => {
    const p = start();
    const forecast = forecastOf(p.id);
    const nonce = `${"5".repeat(62)}00`;
    const commitment = commitmentOf(nonce, p.id, p.secrets.keyId, forecast);
    commitTwo(p);
    play(p, "reveal");
    const files = {
      commit: { commitment, author: p.secrets.keyId, seq: 4 },
      reveal: { forecast, nonce: "5".repeat(62) },
    };
    const name = { commit: "commitments", reveal: "reveals" };
    const bad = rebuild(p, ({ kind, body }) => {
      if ((kind !== "commit" && kind !== "reveal") || body.forecaster !== "persistence") return body;
      const text = `${canonical(files[kind])}\n`;
      writeFileSync(path.join(p.dir, `chain/${name[kind]}/1.json`), text);
      return { ...body, commitment, sha256: sha256(text) };
    });
    expect(bad).toMatchObject({ id: "reveals" });
    expect(bad!.value).toContain("nonce: 64 lower-case hex digits");
  });
  it("another's commitment copied under a new question does not open there", () => {
    const forecast = forecastOf(digest("other"));
    const { secrets, id } = start();
    const commitment = commitmentOf("1".repeat(64), id, secrets.keyId, forecast);
    expect(commitmentOf("1".repeat(64), forecast.question, secrets.keyId, forecast)).not.toBe(commitment);
    expect(commitmentOf("1".repeat(64), id, "0".repeat(64), forecast)).not.toBe(commitment);
  });
  it("rows of another seed sealed, or results exchanged after sealing", () => {
    for (const [file, kind, next, id] of [
      ["sealed/h0", "sealed", "rows of run h0", "sealed"],
      ["outcome", "outcome", "what the sealed rows", "outcome"],
      ["scores", "score", "what the sealed rows", "scores"],
    ] as const) {
      const p = play(start());
      const full = path.join(p.dir, `chain/${file}.json`);
      const text = readFileSync(full, "utf8");
      const edited =
        kind === "sealed"
          ? text.replace(/"seed":"[0-9a-f]{64}"/, '"seed":"7"')
          : text.replace(/"value":0\.\d+/, '"value":0.75');
      expect(edited).not.toBe(text);
      writeFileSync(full, edited);
      const bad = rebuild(p, (entry) =>
        entry.body.path === `chain/${file}.json` ? { ...entry.body, sha256: sha256(edited) } : entry.body,
      );
      expect(bad).toMatchObject({ id });
      expect(bad!.value).toContain(next);
    }
  });
  it("a whole rebuilt ledger passes alone (level L1 says no more) but not against a head somebody kept", () => {
    const p = play(start(), "commit");
    const kept = readFileSync(path.join(p.dir, "ledger.head"), "utf8");
    p.ledger.entries = p.ledger.entries.map((entry) => ({ ...entry, at: "2026-11-20T00:00:00Z" }));
    expect(rebuild(p, ({ body }) => body)).toBeNull();
    expect(verify(p.dir, { heads: [kept] }).firstBad).toMatchObject({ id: "older-heads" });
  });
});
