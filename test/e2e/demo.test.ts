/** The whole program as people use it: the demo in its short form, attacks on what it wrote, two processes at once, a killed one. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { copyOf, edit, emptyPlace, foreshock, json, type Place, read, start, tinyProject } from "../cli/foreshock.ts";

const outer = emptyPlace();
const demo = foreshock(outer, "demo", "story", "--quick");
const place: Place = { ...outer, dir: path.join(outer.root, "story") };
afterAll(outer.remove);

const filesUnder = (dir: string) =>
  readdirSync(dir, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

describe("the demo", () => {
  it("tells the story in eight steps and ends with where the report is and one sentence", () => {
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

  it("leaves every file of the experiment, and no private key in the project", () => {
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

  it("verifies again, also after the folder was moved and without the private keys", () => {
    const moved = copyOf(place);
    const { ok, checks, levels } = json({ ...moved, home: path.join(moved.root, "none") }, "verify");
    expect(checks.filter((check: { ok: boolean }) => !check.ok)).toEqual([]);
    expect(ok).toBe(true);
    expect(levels).toHaveLength(3);
    expect(json(moved, "status").questions).toMatchObject([{ name: "chain-quick", stage: "scored", problem: null }]);
  });

  it("trains the smallest held-out size again, byte for byte, which earns level L2", () => {
    const { ok, checks, levels } = json(copyOf(place), "verify", "--reproduce");
    expect(ok).toBe(true);
    expect(checks.at(-1)).toMatchObject({ id: "reproduced", ok: true });
    expect(checks.at(-1).value).toMatch(/^chain-quick: \d+ rows of d20 trained again, equal$/);
    expect(levels.map(({ level }: { level: string }) => level)).toEqual(["L2", "L2", "L2"]);
  });

  it("never writes into an existing folder", () => {
    const before = filesUnder(place.dir).length;
    const { child, ended } = start(outer, "demo", "story", "--quick", "--json");
    return new Promise<void>((resolve) => {
      child.stdout!.once("data", (bytes: Buffer) => {
        expect(JSON.parse(bytes.toString().split("\n")[0]!)).toEqual({ event: "start", dir: `${place.dir}-2` });
        child.kill("SIGKILL");
        void ended.then(() => {
          expect(filesUnder(place.dir)).toHaveLength(before);
          resolve();
        });
      });
    });
  });
});

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
  ])("in %s: verify exits with 3 and names the file", (file) => {
    const copy = copyOf(place);
    const bytes = readFileSync(path.join(copy.dir, file));
    const at = Math.floor(bytes.length / 2);
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(path.join(copy.dir, file), bytes);
    const { code, out, err } = foreshock(copy, "verify");
    expect(code).toBe(3);
    expect(out).toMatch(/^✗ /m);
    expect(err).toMatch(/^foreshock: verify [a-z-]+: [^\n]+\n {2}try: [^\n]+\n$/);
    expect(err).toContain(path.relative("predictions", file));
  });
});

describe("processes", () => {
  it("two at once train each run once, and register the question once", async () => {
    const { remove, ...tiny } = tinyProject();
    try {
      const registering = [start(tiny, "register", "tiny"), start(tiny, "register", "tiny")];
      const registered = await Promise.all(registering.map(({ ended }) => ended));
      expect(registered.map(({ code, err }) => ({ code, err }))).toEqual(new Array(2).fill({ code: 0, err: "" }));
      const running = [start(tiny, "run", "tiny"), start(tiny, "run", "tiny")];
      expect((await Promise.all(running.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([0, 0]);
      expect(readdirSync(path.join(tiny.dir, "models/runs"))).toHaveLength(3);
      expect(foreshock(tiny, "forecast", "tiny", "--by", "token-line").code).toBe(0);
      expect(foreshock(tiny, "verify").code).toBe(0);
      const kinds = read(tiny, "predictions/ledger.jsonl").match(/"kind":"question-open"/g);
      expect(kinds).toHaveLength(1);
    } finally {
      remove();
    }
  });

  it("killed (SIGKILL) in the middle of held-out runs, the same command goes on and the seal is the same", async () => {
    const { remove, ...tiny } = tinyProject();
    try {
      edit(tiny, "models/families/tiny.yaml", "numSteps: 30", "numSteps: 1500");
      edit(tiny, "models/families/tiny.yaml", "[10, 30]", "[10, 200, 1500]");
      for (const args of [
        ["register", "tiny"],
        ["run", "tiny"],
        ["forecast", "tiny", "--by", "token-line"],
        ["close", "tiny"],
      ])
        expect(foreshock(tiny, ...args)).toMatchObject({ code: 0 });
      const calm = copyOf(tiny);
      expect(foreshock(calm, "run", "tiny", "--question", "tiny").code).toBe(0);
      const { child, ended } = start(tiny, "run", "tiny", "--question", "tiny");
      while (!findFile(tiny, /step-000200/, 4)) await new Promise((resolve) => setTimeout(resolve, 10));
      child.kill("SIGKILL");
      await ended;
      expect(json(tiny, "status").questions[0]).toMatchObject({ stage: "running", heldOut: { sealed: 0, total: 1 } });
      expect(foreshock(tiny, "verify").code).toBe(0);
      expect(foreshock(tiny, "run", "tiny", "--question", "tiny").code).toBe(0);
      expect(sealedText(tiny)).toBe(sealedText(calm));
      expect(foreshock(tiny, "score", "tiny").code).toBe(0);
      expect(foreshock(tiny, "verify").code).toBe(0);
    } finally {
      remove();
    }
  });
});

/** Whether `count` files of models/runs match: three observed runs have each file already, the held-out one adds its own. */
function findFile({ dir }: Place, pattern: RegExp, count: number): boolean {
  return filesUnder(path.join(dir, "models/runs")).filter((file) => pattern.test(file)).length >= count;
}

function sealedText({ dir }: Place): string {
  const folder = path.join(dir, "predictions/tiny/sealed");
  return readdirSync(folder)
    .map((file) => readFileSync(path.join(folder, file), "utf8"))
    .join("");
}
