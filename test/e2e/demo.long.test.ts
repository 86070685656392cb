/** The whole program as people use it: the demo in its short form, twice, and attacks on what it wrote. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { StudyLevel } from "../../src/study/verify.ts";
import { copyOf, emptyPlace, foreshock, json, type Place, read, spawned, start } from "../cli/foreshock.ts";

const outer = emptyPlace();
const demo = spawned(outer, "demo", "story", "--quick");
const second = spawned(outer, "demo", "second", "--quick", "--json");
const place: Place = { ...outer, dir: path.join(outer.root, "story") };
afterAll(outer.remove);

const filesUnder = (dir: string) =>
  readdirSync(dir, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

describe("the demo", () => {
  it("tells the story in eight steps and ends with where the report is and one sentence", async () => {
    expect({ code: demo.code, err: demo.err }).toEqual({ code: 0, err: "" });
    const titles = [...demo.out.matchAll(/^(\d)\. /gm)].map((m) => m[1]);
    expect(titles).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    const [done, verdict] = demo.out.trim().split("\n").slice(-2);
    expect(done).toBe(
      `done in ${/done in (.*);/.exec(done!)![1]}; report: ${place.dir}/reports/chain-quick/index.html`,
    );
    expect(verdict).toMatch(/a single case, not evidence of calibration\.$/);
    for (const bad of ["\u001b", "✗", "undefined", "NaN"]) expect(demo.out).not.toContain(bad);
  });

  it("leaves every file of the experiment, and no private key in the project", async () => {
    const files = [
      "models/families/chain-quick.yaml",
      "predictions/ledger.jsonl",
      "predictions/ledger.head",
      "predictions/chain-quick/question.yaml",
      "predictions/chain-quick/outcome.json",
      "predictions/chain-quick/scores.json",
      "predictions/chain-quick/commitments/3.json",
      "predictions/chain-quick/reveals/3.json",
      "reports/chain-quick/index.html",
      "reports/chain-quick/emergence.svg",
      "reports/chain-quick/emergence.png",
    ];
    expect(files.filter((file) => !existsSync(path.join(place.dir, file)))).toEqual([]);
    expect(readdirSync(path.join(place.dir, "predictions/chain-quick/sealed"))).toHaveLength(2);
    expect(readdirSync(path.join(place.dir, "models/runs"))).toHaveLength(8);
    const secrets = filesUnder(outer.home).map((file) => path.basename(file));
    expect(secrets).toContain("key.pem");
    expect(filesUnder(place.dir).filter((file) => /\.pem$/.test(file))).toEqual([]);
    const pages = read(place, "reports/chain-quick/index.html");
    expect(pages).toContain('id="verdict"');
    expect(pages).toContain("ledger verified");
  });

  it("verifies again, also after the folder was moved and without the private keys", async () => {
    const moved = copyOf(place);
    const { ok, checks, levels } = await json({ ...moved, home: path.join(moved.root, "none") }, "verify");
    expect(checks.filter((check: { ok: boolean }) => !check.ok)).toEqual([]);
    expect(ok).toBe(true);
    expect(levels).toHaveLength(5);
    expect((await json(moved, "status")).questions).toMatchObject([
      { name: "chain-quick", stage: "scored", problem: null },
    ]);
  });

  it("trains the smallest held-out size again, byte for byte, and the level stays what one person can earn", async () => {
    const { ok, checks, levels } = await json(copyOf(place), "verify", "--retrain");
    expect(ok).toBe(true);
    expect(checks.at(-1)).toMatchObject({ id: "retrained", ok: true });
    expect(checks.at(-1).value).toMatch(/^chain-quick: \d+ rows of d20 of d20 trained again, equal$/);
    expect(new Set(levels.map(({ level, remade }: StudyLevel) => `${level} ${remade}`))).toEqual(new Set(["L1 true"]));
    expect(levels.map(({ retrained }: StudyLevel) => retrained)).toEqual(levels.map(() => ["d20"]));
  });

  it("again in another folder: the observed rows are the same bytes, the drawn seeds and so the held-out runs are others", () => {
    expect({ code: second.code, err: second.err }).toEqual({ code: 0, err: "" });
    const other: Place = { ...outer, dir: path.join(outer.root, "second") };
    const [here, there] = [place, other].map((one) => ({
      observed: logged(one, "evidence").flatMap(({ runs }) => runs as string[]),
      seeds: logged(one, "held-start").map(({ seed }) => seed),
    }));
    expect(here!.observed).toHaveLength(6);
    expect(there!.observed).toEqual(here!.observed);
    for (const key of here!.observed) {
      const [a, b] = [place, other].map(({ dir }) =>
        readFileSync(path.join(dir, "models/runs", key, "summary.parquet")),
      );
      expect(a!.equals(b!), key).toBe(true);
    }
    expect(new Set([...here!.seeds, ...there!.seeds]).size).toBe(4);
  });

  it("--json gives every step's own document", () => {
    const events = second.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const results = events.filter(({ event }) => event === "result");
    expect(results.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(results[0].data).toMatchObject({ name: "chain-quick", again: false });
    expect(results[5].data.scores.length).toBeGreaterThan(0);
    expect(results[6].data).toMatchObject({ ok: true });
    expect(events.filter(({ event }) => event === "line")).toEqual([]);
    expect(events.at(-1)).toMatchObject({ event: "finished", verdict: results[7].data.verdict });
  });

  it("takes a kept head as it comes back from a terminal or a mail, and says what it shows", async () => {
    const copy = copyOf(place);
    const head = read(copy, "predictions/ledger.head");
    const kept = path.join(copy.root, "kept.head");
    for (const text of [head, head.replaceAll(/^/gm, "  "), `\n${head.trimEnd().replaceAll("\n", "\r\n")}`]) {
      writeFileSync(kept, text);
      const { code, out } = await foreshock(copy, "verify", "--head", kept);
      expect(code).toBe(0);
      expect(out).toContain("not rebuilt since they were kept");
    }
    writeFileSync(kept, "good morning");
    const { code, err } = await foreshock(copy, "verify", "--head", kept);
    expect(code).toBe(2);
    expect(err).toContain(`a signed head in ${kept} is required`);
  });

  it("never writes into an existing folder", async () => {
    const before = filesUnder(place.dir).length;
    const { child, ended } = start(outer, "demo", "story", "--quick", "--json");
    const first = await new Promise<Buffer>((resolve) => child.stdout!.once("data", resolve));
    child.kill("SIGKILL");
    await ended;
    expect(JSON.parse(first.toString().split("\n")[0]!)).toEqual({ event: "start", dir: `${place.dir}-2` });
    expect(filesUnder(place.dir)).toHaveLength(before);
  });
});

/** The bodies of all ledger lines of one kind. */
function logged(one: Place, kind: string): Record<string, unknown>[] {
  const lines = read(one, "predictions/ledger.jsonl").trim().split("\n");
  return lines.map((line) => JSON.parse(line)).flatMap((entry) => (entry.kind === kind ? [entry.body] : []));
}

describe("one changed byte", () => {
  const attacked = ["sealed", "commitments", "reveals"].map((folder) => {
    const dir = path.join("predictions/chain-quick", folder);
    return path.join(dir, readdirSync(path.join(place.dir, dir))[0]!);
  });
  it.each([
    ...attacked,
    "predictions/ledger.jsonl",
    "predictions/ledger.head",
    "predictions/chain-quick/evidence.json",
    "predictions/chain-quick/outcome.json",
    "predictions/chain-quick/scores.json",
  ])("in %s: verify exits with 3 and names the file", async (file) => {
    const copy = copyOf(place);
    const bytes = readFileSync(path.join(copy.dir, file));
    const at = Math.floor(bytes.length / 2);
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(path.join(copy.dir, file), bytes);
    const { code, out, err } = await foreshock(copy, "verify");
    expect(code).toBe(3);
    expect(out).toMatch(/^✗ /m);
    expect(err).toMatch(/^foreshock: verify [a-z-]+: [^\n]+\n {2}try: [^\n]+\n$/);
    expect(err).toContain(path.relative("predictions", file));
  });
});
