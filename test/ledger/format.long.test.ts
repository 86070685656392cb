/** predictions/FORMAT.md keeps its word: its example is genuine, and its shell commands check a fresh folder with other people's tools. */

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { canonical, digest, sha256 } from "../../src/base/canonical.ts";
import { commitmentOf } from "../../src/ledger/crypto/commitment.ts";
import { openNote, parseVerifier } from "../../src/ledger/crypto/signedNote.ts";
import { root } from "../root.ts";
import { play } from "./fixture.ts";

const text = readFileSync(path.join(root, "predictions/FORMAT.md"), "utf8");
const blocks = (language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map((m) => m[1]!);
const tools = ["jq", "openssl", "basenc"].every((tool) => spawnSync("which", [tool]).status === 0);

describe("FORMAT.md", () => {
  it("shows a line, a commitment and a reveal that belong together", () => {
    const [line, commitment, reveal] = blocks("json").map((block) => JSON.parse(block));
    const { hash, signature: _, ...unsigned } = line;
    expect(blocks("json")[0]).toBe(`${canonical(line)}\n`);
    expect(digest(unsigned)).toBe(hash);
    expect(sha256(blocks("json")[1]!)).toBe(line.body.sha256);
    expect(commitment).toEqual({ author: line.key, commitment: line.body.commitment, seq: line.seq });
    expect(commitmentOf(reveal.nonce, line.body.question, line.key, reveal.forecast)).toBe(line.body.commitment);
  });
  it("shows a well-formed head", () => {
    const unknown = parseVerifier("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    expect(() => openNote(blocks("text")[0]!, [unknown], "head")).toThrow(
      "a signature by the ledger's key is required",
    );
  });
  it.skipIf(!tools)("checks a fresh folder with bash, jq and openssl, every value twice, and notices a change", () => {
    const { dir } = play();
    const run = () => spawnSync("bash", ["-c", blocks("bash")[0]!], { cwd: dir, encoding: "utf8" });
    const lines = run().stdout.trim().split("\n");
    const values = lines.filter((line) => /^[0-9a-f]{64}$/.test(line));
    expect(values.length).toBe(16);
    for (let i = 0; i < values.length; i += 2) expect(values[i], `pair ${i / 2}`).toBe(values[i + 1]);
    expect(lines.filter((line) => line === "Signature Verified Successfully").length).toBe(2);
    expect(lines.length).toBe(18);
    const file = path.join(dir, "chain/scores.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("0.2", "0.3"));
    expect(run().stdout).toContain("chain/scores.json: FAILED");
  });
});
