/** Plays of whoever holds the key, each of which once passed: keys that tools drop, weak keys, reused nonces, short rows, clocks. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { canonical, sha256 } from "../../src/base/canonical.ts";
import { commitForecast, reveal } from "../../src/ledger/commit.ts";
import { commitmentOf } from "../../src/ledger/crypto/commitment.ts";
import { hasSmallOrder } from "../../src/ledger/crypto/keys.ts";
import { parseVerifier, verifierKey } from "../../src/ledger/crypto/signedNote.ts";
import { questionStates } from "../../src/ledger/ledger.ts";
import { openOutcome } from "../../src/ledger/outcome.ts";
import { openQuestion, registerEvidence } from "../../src/ledger/question.ts";
import { primaries } from "../../src/ledger/state.ts";
import { verify } from "../../src/ledger/verify.ts";
import type { LedgerEntry, Question } from "../../src/records.ts";
import {
  commitTwo,
  evidenceOf,
  forecastOf,
  now,
  type Played,
  play,
  question,
  rebuild,
  rescore,
  resultsOf,
  runHeldOut,
  start,
} from "./fixture.ts";

/** Changes a file of the folder and the digest in its line; returns the first check that fails. */
function swapped(p: Played, file: string, change: (text: string) => string, also = (entry: LedgerEntry) => entry.body) {
  const full = path.join(p.dir, file);
  const before = readFileSync(full, "utf8");
  const text = change(before);
  expect(text).not.toBe(before);
  writeFileSync(full, text);
  return rebuild(p, (entry) => (entry.body.path === file ? { ...entry.body, sha256: sha256(text) } : also(entry)));
}

describe("a key that JSON tools drop", () => {
  it("in a revealed forecast, which would be hashed differently by them", () => {
    const bad = swapped(play(start(), "reveal"), "chain/reveals/1.json", (text) =>
      text.replace('"parameters":{', '"parameters":{"__proto__":1,'),
    );
    expect(bad).toMatchObject({ id: "reveals" });
    expect(bad!.value).toBe('chain/reveals/1.json: keys that every JSON tool keeps are required, got "__proto__"');
  });

  it("in a line", () => {
    const p = play(start(), "close");
    const file = path.join(p.dir, "ledger.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").replace('"body":{"question"', '"body":{"__proto__":{},"question"'));
    expect(verify(p.dir).firstBad?.value).toMatch(/line \d+: keys that every JSON tool keeps/);
  });

  it("but not as a text, and not in the middle of one", () => {
    const p = start();
    commitTwo(p);
    const said = forecastOf(p.id, {
      forecaster: "words",
      rationale: 'a key {"__proto__":1} is refused',
      parameters: { a: "__proto__" },
    });
    expect(JSON.parse(canonical(said))).toEqual(said);
    expect(verify(play(p, "reveal").dir, { rescore }).ok).toBe(true);
  });
});

describe("a public key of small order", () => {
  const p = 2n ** 255n - 19n;
  const mod = (a: bigint) => ((a % p) + p) % p;
  const power = (base: bigint, exponent: bigint): bigint => {
    let [result, square] = [1n, mod(base)];
    for (let e = exponent; e > 0n; e >>= 1n) {
      if (e & 1n) result = mod(result * square);
      square = mod(square * square);
    }
    return result;
  };
  const inverse = (a: bigint) => power(a, p - 2n);
  const d = mod(-121665n * inverse(121666n));
  const yOf = (key: Uint8Array) => mod(BigInt(`0x${Buffer.from(key).reverse().toString("hex")}`) & (2n ** 255n - 1n));
  /** y of 2 P = (y^2 + x^2) / (1 - d x^2 y^2) on -x^2 + y^2 = 1 + d x^2 y^2, from y of P. */
  const doubled = (y: bigint) => {
    const xx = mod((y * y - 1n) * inverse(mod(d * y * y + 1n)));
    return mod((y * y + xx) * inverse(mod(1n - d * xx * y * y)));
  };
  const orderDivides8 = (key: Uint8Array) => doubled(doubled(doubled(yOf(key)))) === 1n;
  const bytes = (hex: string) => Buffer.from(hex, "hex");
  const weak = [
    `01${"00".repeat(31)}`,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    `ec${"ff".repeat(30)}ff`,
    `ed${"ff".repeat(30)}7f`,
    `ee${"ff".repeat(30)}7f`,
    "00".repeat(32),
  ];

  it.each(weak)("%s is one, by the curve's own arithmetic, and is refused", (hex) => {
    expect(orderDivides8(bytes(hex))).toBe(true);
    expect(hasSmallOrder(bytes(hex))).toBe(true);
    expect(() => parseVerifier(verifierKey("foreshock/weak", bytes(hex)))).toThrow(/got "one of small order"/);
  });

  it("and an own key is none", () => {
    const { publicKey } = start().secrets;
    expect([orderDivides8(publicKey), hasSmallOrder(publicKey)]).toEqual([false, false]);
  });
});

describe("what passed in silence", () => {
  it("the head's signature line doubled", () => {
    const p = play(start(), "commit");
    const file = path.join(p.dir, "ledger.head");
    const note = readFileSync(file, "utf8");
    writeFileSync(file, `${note}${note.split("\n").at(-2)}\n`);
    expect(verify(p.dir).firstBad).toMatchObject({ id: "head" });
    expect(verify(p.dir).firstBad!.value).toContain("one signature by foreshock/test is required");
  });

  it("one nonce for two commitments", () => {
    const p = start();
    commitTwo(p);
    play(p, "reveal");
    const nonce = "5".repeat(64);
    const made = ["persistence", "token-line"].map((forecaster, i) => {
      const { forecast } = JSON.parse(readFileSync(path.join(p.dir, `chain/reveals/${i + 1}.json`), "utf8"));
      const commitment = commitmentOf(nonce, p.id, p.secrets.keyId, forecast);
      return {
        forecaster,
        commitment,
        reveal: { forecast, nonce },
        file: { author: p.secrets.keyId, commitment, seq: 4 + i },
      };
    });
    const bad = rebuild(p, ({ kind, body }) => {
      const own = made.findIndex(({ forecaster }) => forecaster === body.forecaster);
      if (own < 0 || (kind !== "commit" && kind !== "reveal")) return body;
      const text = `${canonical(kind === "commit" ? made[own]!.file : made[own]!.reveal)}\n`;
      writeFileSync(path.join(p.dir, String(body.path)), text);
      return { ...body, commitment: made[own]!.commitment, sha256: sha256(text) };
    });
    expect(bad).toMatchObject({ id: "reveals", value: expect.stringContaining("a nonce of its own") });
  });

  it("held-out rows measured on fewer examples than the question asks for", () => {
    const bad = swapped(play(start(), "held-out"), "chain/sealed/h0.json", (text) => text.replace('"n":100', '"n":3'));
    expect(bad).toMatchObject({ id: "sealed" });
    expect(bad!.value).toMatch(/exactMatch on 100 examples is required, got "3 at step \d+"/);
  });

  it("an outcome edited while nothing is scored yet", () => {
    const p = play(start());
    p.ledger.entries = p.ledger.entries.filter(({ kind }) => kind !== "score");
    const bad = swapped(p, "chain/outcome.json", (text) => text.replace(/"value":0\.\d+/, '"value":0.75'));
    expect(bad).toMatchObject({ id: "outcome", value: expect.stringContaining("what the sealed rows") });
  });

  it("a clock that ran backwards is told of, and is no failure", () => {
    const p = play(start(), "close");
    rebuild(
      p,
      ({ body }) => body,
      ({ seq, at }) => (seq === 3 ? "2019-01-01T00:00:00Z" : at),
    );
    const { ok, checks } = verify(p.dir);
    expect(ok).toBe(true);
    expect(checks.find(({ id }) => id === "times")!.value).toMatch(/^warning: ledger.jsonl line 4 is dated 2019-01-01/);
  });
});

describe("a second question of one recipe", () => {
  it("an open second question does not block the outcome of the first; forecasts made when results are there are retrodictions", () => {
    const p = play(start(), "close");
    const { ledger, secrets } = p;
    const asked = (over: Partial<Question>) => {
      const id = openQuestion({ ledger, secrets, now }, question(over));
      registerEvidence({ ledger, secrets, now }, evidenceOf(id));
      return id;
    };
    // The recipe is the task and a size: neither a copied family nor another number of examples makes another.
    const second = asked({ name: "chain-2", threshold: 0.6, familyDigest: "c".repeat(64), numExamples: 129 });
    commitForecast({ ledger, secrets, now }, forecastOf(second));
    reveal(p, p.id);
    runHeldOut(p);
    commitForecast({ ledger, secrets, now }, forecastOf(second, { forecaster: "late" }));
    openOutcome({ ledger, secrets, now }, p.id, resultsOf(p));
    const third = asked({ name: "chain-3", metric: "nll" });
    commitForecast({ ledger, secrets, now }, forecastOf(third));
    const other = asked({
      name: "other",
      task: { ...question().task, fingerprint: "e".repeat(64) } as Question["task"],
    });
    commitForecast({ ledger, secrets, now }, forecastOf(other));
    expect(questionStates(ledger).map((s) => [s.openings, primaries(s).map((c) => c.retrodiction)])).toEqual([
      [1, [false, false]],
      [2, [false, true]],
      [3, [true]],
      [1, [false]],
    ]);
    const report = verify(p.dir);
    expect(report.ok).toBe(true);
    expect(report.levels.map(({ level }) => level)).toEqual(["L1", "L1", "L1", "L0", "L0", "L1"]);
    expect(report.checks.find(({ id }) => id === "states")!.value).toContain("opening 3 of this recipe");
  });
});
