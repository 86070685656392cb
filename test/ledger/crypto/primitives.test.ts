/** Merkle, notes, commitments, seeds and canonical JSON against published vectors and independent computations. */

import { createHash, createHmac, hkdfSync } from "node:crypto";
import { chmodSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../../src/base/canonical.ts";
import { commitmentOf } from "../../../src/ledger/crypto/commitment.ts";
import { fromBase64, openSecrets, signatureHolds } from "../../../src/ledger/crypto/keys.ts";
import { leafHash, merkleRoot } from "../../../src/ledger/crypto/merkle.ts";
import { deriveSeed, plannedRuns, shareDigest } from "../../../src/ledger/crypto/seeds.ts";
import { openNote, parseVerifier, signNote, verifierKey } from "../../../src/ledger/crypto/signedNote.ts";
import { parseCanonical } from "../../../src/ledger/strictText.ts";
import { root } from "../../root.ts";
import { forecastOf, question, temporary } from "../fixture.ts";

const file = path.join(root, "test/golden/integrity-vectors.json");
const { vectors } = JSON.parse(readFileSync(file, "utf8"));

const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS: Record<number, string> = {
  0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};
const rootOf = (hex: string[]) => merkleRoot(hex.map((h) => Buffer.from(h, "hex"))).toString("hex");

describe("merkle (RFC 6962)", () => {
  it.each(Object.entries(ROOTS))("root of the first %s leaves", (size, root) => {
    expect(rootOf(LEAVES.slice(0, Number(size)))).toBe(root);
  });
  it("keeps leaves and nodes apart: two leaves are not one leaf of their hashes", () => {
    const [a, b] = [leafHash("a"), leafHash("b")];
    expect(merkleRoot(["a", "b"])).not.toEqual(leafHash(Buffer.concat([a, b])));
    expect(merkleRoot(["a", "b"])).toEqual(
      createHash("sha256")
        .update(Buffer.concat([Buffer.from([1]), a, b]))
        .digest(),
    );
  });
  it("all published roots and inclusion proofs", () => {
    const { leaves_hex, roots_hex_size_1_to_8, inclusion_1based_leaf } = vectors.rfc6962_merkle;
    expect(leaves_hex).toEqual(LEAVES);
    for (const [i, root] of roots_hex_size_1_to_8.entries()) expect(rootOf(leaves_hex.slice(0, i + 1))).toBe(root);
    for (const { leaf, size, proof } of inclusion_1based_leaf)
      expect(proof.at(-1)).toBe(
        leaf <= split(size) ? rootOf(leaves_hex.slice(split(size), size)) : rootOf(leaves_hex.slice(0, split(size))),
      );
  });
});
const split = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1);

const NOTES = [
  {
    vkey: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    note: "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
  },
  {
    vkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    note: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
  },
];

describe("signed notes (C2SP)", () => {
  it.each([...NOTES, ...vectors.c2sp_signed_note])("opens $vkey", ({ vkey, note }) => {
    expect(`${openNote(note, [parseVerifier(vkey)], "note")}\n`).toBe(note.slice(0, note.lastIndexOf("\u2014")));
    expect(verifierKey(parseVerifier(vkey).name, parseVerifier(vkey).publicKey)).toBe(vkey);
  });
  it("refuses a changed text, an unknown signer, and no signature", () => {
    const [foo, peter] = NOTES.map(({ vkey }) => parseVerifier(vkey));
    expect(() => openNote(NOTES[1]!.note.replace("cryptography", "cryptographY"), [peter!], "note")).toThrow(
      "valid signature",
    );
    expect(() => openNote(NOTES[1]!.note, [foo!], "note")).toThrow("a signature by the ledger's key is required");
    expect(() => openNote("text\n\n", [foo!], "note")).toThrow("signed note");
  });
  it("ignores other keys' lines, refuses one wrong line of a known key", () => {
    const secrets = openSecrets(path.join(temporary(), "p"));
    const note = signNote("hello\n", "foreshock/a", secrets);
    const own = parseVerifier(verifierKey("foreshock/a", secrets.publicKey));
    const foreign = NOTES[0]!.note.split("\n")[2]!;
    expect(openNote(`${note}${foreign}\n`, [own], "note")).toBe("hello\n");
    expect(() => openNote(`${note}${foreign}\n`, [own, parseVerifier(NOTES[0]!.vkey)], "note")).toThrow(
      "valid signature",
    );
  });
  it("refuses every single flipped bit of the first vector", () => {
    const bytes = Buffer.from(NOTES[0]!.note);
    const verifier = parseVerifier(NOTES[0]!.vkey);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => openNote(flipped.toString("utf8"), [verifier], "note"), `bit ${bit}`).toThrow();
    }
  });
  it("refuses a verifier key whose id does not belong to it", () => {
    expect(() => parseVerifier(NOTES[0]!.vkey.replace("530d903a", "530d903b"))).toThrow("verifier key");
  });
});

describe("commitment", () => {
  const [id, author, nonce] = ["1".repeat(64), "2".repeat(64), "3".repeat(64)];
  it("is the stated HMAC", () => {
    const hmac = createHmac("sha256", Buffer.alloc(32, 0x33));
    hmac
      .update("foreshock/commit/v1\n")
      .update(`${id}\n`)
      .update(`${author}\n`)
      .update(canonical(forecastOf(id)));
    expect(commitmentOf(nonce, id, author, forecastOf(id))).toBe(hmac.digest("hex"));
  });
  it("equals RFC 2104 written out with SHA-256 alone", () => {
    const key = Buffer.concat([Buffer.alloc(32, 0x33), Buffer.alloc(32)]);
    const pad = (byte: number) => Buffer.from(key.map((k) => k ^ byte));
    const inner = createHash("sha256")
      .update(pad(0x36))
      .update(`foreshock/commit/v1\n${id}\n${author}\n${canonical(forecastOf(id))}`);
    const outer = createHash("sha256").update(pad(0x5c)).update(inner.digest()).digest("hex");
    expect(commitmentOf(nonce, id, author, forecastOf(id))).toBe(outer);
  });
  it("refuses any nonce that is not 32 bytes (31 bytes and a zero byte would open the same)", () => {
    for (const bad of ["3".repeat(62), "3".repeat(66), "", "3".repeat(63), "G".repeat(64), "A".repeat(64)])
      expect(() => commitmentOf(bad, id, author, forecastOf(id))).toThrow("32 bytes");
  });
  it("differs under another question, author, nonce or forecast", () => {
    const base = commitmentOf(nonce, id, author, forecastOf(id));
    const others = [
      commitmentOf(nonce, author, author, forecastOf(id)),
      commitmentOf(nonce, id, id, forecastOf(id)),
      commitmentOf("4".repeat(64), id, author, forecastOf(id)),
      commitmentOf(nonce, id, author, forecastOf(id, { jump: [0.2, 0.3, 0.50001] })),
    ];
    expect(new Set([base, ...others]).size).toBe(5);
  });
});

describe("seeds", () => {
  const [shares, root, id] = [["5".repeat(64), "6".repeat(64)], "7".repeat(64), "8".repeat(64)];
  it("equals RFC 5869 written out with HMAC", () => {
    const prk = createHmac("sha256", Buffer.from(root, "hex"))
      .update(Buffer.from(shares.join(""), "hex"))
      .digest();
    const okm = createHmac("sha256", prk).update(`foreshock/seed/v1\n${id}\n12`).update(Uint8Array.of(1)).digest("hex");
    expect(deriveSeed(shares, root, id, 12)).toBe(okm);
    expect(Buffer.from(hkdfSync("sha256", "k", "s", "i", 32)).length).toBe(32);
  });
  it("depends on the order of shares, the root, the question and the index", () => {
    const all = [
      deriveSeed(shares, root, id, 0),
      deriveSeed(shares, root, id, 1),
      deriveSeed(shares.toReversed(), root, id, 0),
      deriveSeed(shares, id, id, 0),
      deriveSeed(shares, root, root, 0),
    ];
    expect(new Set(all).size).toBe(5);
  });
  it("logs a share as SHA-256 with its label", () => {
    const bytes = Buffer.concat([Buffer.from("foreshock/share/v1\n"), Buffer.alloc(32, 0x55)]);
    expect(shareDigest(shares[0]!)).toBe(createHash("sha256").update(bytes).digest("hex"));
  });
  it("numbers held-out runs by rung, smallest first, then seed", () => {
    const rungs = [
      { name: "xl", nParams: 900, step: 100, tokens: 9, run: null, heldOut: true },
      { name: "s", nParams: 100, step: 100, tokens: 9, run: null, heldOut: false },
      { name: "l", nParams: 500, step: 100, tokens: 9, run: null, heldOut: true },
    ];
    expect(plannedRuns(question({ rungs, numSeeds: 2 })).map((r) => `${r.index}${r.rung}`)).toEqual([
      "0l",
      "1l",
      "2xl",
      "3xl",
    ]);
  });
});

describe("canonical JSON (RFC 8785)", () => {
  it("has the golden spelling and throws on what JSON cannot say", () => {
    const input = '{"numbers": [1E30, 4.50, 2e-3, 1e-27], "a": "\\u20ac$\\u000F\\u000aA", "z": -0}';
    expect(canonical(JSON.parse(input))).toBe('{"a":"\u20ac$\\u000f\\nA","numbers":[1e+30,4.5,0.002,1e-27],"z":0}');
    for (const bad of [Number.NaN, Infinity, 1n, "\ud800"]) expect(() => canonical({ bad })).toThrow();
  });
  it("published samples", () => {
    const [values, numbers] = vectors.rfc8785_jcs;
    expect(canonical(JSON.parse(values.input))).toBe(values.canonical);
    for (const [hex, text] of Object.entries(numbers.ieee754_hex_to_text))
      expect(canonical(Buffer.from(hex.padStart(16, "0"), "hex").readDoubleBE())).toBe(text);
  });
  it("refuses duplicate keys, white space, other orders and other number spellings when reading", () => {
    expect(parseCanonical('{"a":1,"b":[2]}', "x")).toEqual({ a: 1, b: [2] });
    for (const bad of [
      '{"a":1,"a":1}',
      '{"a": 1}',
      '{"b":1,"a":1}',
      '{"a":1.0}',
      '{"a":-0}',
      "{",
      '"\\u0041"',
      "[".repeat(2e5),
    ])
      expect(() => parseCanonical(bad, "x"), bad.slice(0, 20)).toThrow("canonical JSON");
  });
});

describe("private folder", () => {
  it("is created for its owner only, keeps its key, and refuses one that others can read", () => {
    const folder = path.join(temporary(), "private");
    const first = openSecrets(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(folder, "key.pem")).mode & 0o777).toBe(0o600);
    expect(openSecrets(folder).keyId).toBe(first.keyId);
    expect(openSecrets(path.join(temporary(), "p")).keyId).not.toBe(first.keyId);
    chmodSync(path.join(folder, "key.pem"), 0o644);
    expect(() => openSecrets(folder)).toThrow("mode 600");
  });
  it("signs so that only its public key and exactly that message verify", () => {
    const secrets = openSecrets(path.join(temporary(), "private"));
    const signature = secrets.sign("m");
    expect(signatureHolds(secrets.publicKey, "m", signature)).toBe(true);
    expect(signatureHolds(secrets.publicKey, "n", signature)).toBe(false);
    expect(signatureHolds(openSecrets(path.join(temporary(), "p")).publicKey, "m", signature)).toBe(false);
    expect(signatureHolds(secrets.publicKey, "m", Buffer.alloc(3))).toBe(false);
  });
  it("reads base64 in one spelling only", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(fromBase64(text)).toEqual(Buffer.from(bytes));
        if (text.endsWith("=")) expect(fromBase64(text.replace(/=+$/, ""))).toBeNull();
      }),
      { seed: 7 },
    );
    expect(fromBase64("QQ==")).toEqual(Buffer.from("A"));
    expect(fromBase64("QR==")).toBeNull();
  });
});
