import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { copyOf, edit, emptyPlace, foreshock, json, read, tinyProject, write } from "./foreshock.ts";
import { expectProblem } from "./problem.ts";

const tiny = tinyProject();
afterAll(tiny.remove);
const FAMILY = "models/families/tiny.yaml";
const QUESTION = "predictions/tiny/question.yaml";

describe("init", () => {
  it("makes a project that can be registered, and names the next commands", () => {
    const place = copyOf(emptyPlace());
    const { code, out } = foreshock(place, "init", "study");
    expect(code).toBe(0);
    expect(out).toMatch(/next: cd study && foreshock register chain && foreshock run chain/);
    const study = { ...place, dir: path.join(place.dir, "study") };
    for (const file of [
      "models/families/chain.yaml",
      "predictions/chain/question.yaml",
      "README.md",
      "tasks",
      "reports",
    ])
      expect(existsSync(path.join(study.dir, file))).toBe(true);
    expect(read(study, ".gitignore")).toBe("models/runs/\n");
    expect(foreshock(study, "register", "chain").code).toBe(0);
  });

  it("refuses to overwrite and then writes nothing", () => {
    const place = copyOf(emptyPlace());
    write(place, "README.md", "mine");
    expectProblem(
      foreshock(place, "init"),
      2,
      /a folder without README\.md is required/,
      /foreshock init <new folder>/,
    );
    expect(read(place, "README.md")).toBe("mine");
    expect(readdirSync(place.dir)).toEqual(["README.md"]);
  });
});

describe("files that cannot be used: exit 2, naming file and line, and nothing is registered", () => {
  const broken: [string, string, string, string, RegExp][] = [
    ["broken YAML in a family", FAMILY, "ladder: [", "ladder: [[", /tiny\.yaml has to be valid YAML/],
    ["broken YAML in a question", QUESTION, "title: When", "title: {", /question\.yaml has to be valid YAML/],
    ["an unknown key", QUESTION, "threshold", "treshold", /question\.yaml:4:1 .*did you mean threshold\?/],
    ["an unknown task", FAMILY, "operator-chain", "operator-chian", /one of the tasks .*operator-chain/],
    ["a wrong setting of a task", FAMILY, "modulus: 5", "modulus: 0", /modulus/],
    ["a wrong shape", FAMILY, "dModel: 12", "dModel: 2.5", /tiny\.yaml:4:\d+ .*dModel/],
    ["a held-out rung that is not there", FAMILY, "heldOut: [d12]", "heldOut: [d99]", /heldOut has to name rungs/],
    ["no held-out rung", FAMILY, "heldOut: [d12]", "heldOut: []", /observed and held-out rungs are required/],
    [
      "an unknown metric",
      QUESTION,
      "exactMatch",
      "exactMath",
      /question\.yaml:3:1 metric: one of nll,.*got "exactMath"/,
    ],
    ["a metric without a better direction", QUESTION, "exactMatch", "entropy", /metric: one of nll/],
    ["a threshold out of reach", QUESTION, "0.5", "50", /range of exactMatch, 0 to 1, got 50/],
    ["an unknown baseline", QUESTION, "metric", "baseline: luck\nmetric", /baseline: one of persistence/],
    ["a family that is not there", QUESTION, "tiny.yaml", "none.yaml", /a readable file .*none\.yaml is required/],
  ];
  it.each(broken)("%s", (_, file, from, to, message) => {
    const place = copyOf(tiny);
    edit(place, file, from, to);
    expectProblem(foreshock(place, "register", "tiny"), 2, message, /./);
    expect(existsSync(path.join(place.dir, "predictions/ledger.jsonl"))).toBe(false);
  });

  it("status says so and goes on", () => {
    const place = copyOf(tiny);
    edit(place, QUESTION, "exactMatch", "exactMath");
    expect(json(place, "status").questions[0]).toMatchObject({
      name: "tiny",
      stage: "not registered",
      problem: expect.stringMatching(/question\.yaml:3:1 metric: one of nll/),
      next: "foreshock register tiny",
    });
  });
});

describe("register", () => {
  it("accepts a name, a folder and a path, and the same question again", () => {
    const place = copyOf(tiny);
    const first = json(place, "register", "tiny");
    expect(first).toMatchObject({ name: "tiny", again: false, evidence: null, next: "foreshock run tiny" });
    for (const text of ["predictions/tiny", "predictions/tiny/question.yaml"])
      expect(json(place, "register", text)).toMatchObject({ id: first.id, again: true });
    expect(json(place, "status").ledgerLines).toBe(3);
  });

  it("works from a folder inside the project and with --project from outside", () => {
    const place = copyOf(tiny);
    const inside = { ...place, dir: path.join(place.dir, "predictions", "tiny") };
    expect(foreshock(inside, "register", "tiny").code).toBe(0);
    const outside = { ...place, dir: place.root };
    expect(json(outside, "status", "--project", "project").questions).toHaveLength(1);
  });

  it("refuses a changed question under the same name", () => {
    const place = copyOf(tiny);
    foreshock(place, "register", "tiny");
    const before = read(place, "predictions/ledger.jsonl");
    edit(place, QUESTION, "0.5", "0.6");
    expectProblem(
      foreshock(place, "register", "tiny"),
      2,
      /a name not used in this ledger is required/,
      /foreshock status/,
    );
    expect(json(place, "status").questions[0].problem).toMatch(/has changed since it was registered/);
    expect(read(place, "predictions/ledger.jsonl")).toBe(before);
  });

  it("keeps private keys out of the project", () => {
    const place = copyOf(tiny);
    const inside = { ...place, home: path.join(place.dir, "secret") };
    expectProblem(foreshock(inside, "register", "tiny"), 2, /outside the project is required/, /FORESHOCK_HOME/);
    expect(existsSync(inside.home)).toBe(false);
  });
});

it("a private folder that cannot be made is a failure (exit 1), not a defect", () => {
  const place = copyOf(tiny);
  const answer = foreshock({ ...place, home: "/dev/null/keys" }, "register", "tiny");
  expectProblem(answer, 1, /ENOTDIR/, /check \/dev\/null\/keys/);
});

describe("a ledger from elsewhere", () => {
  it("can be read and verified, but not written without its key, and no key is drawn", () => {
    const place = copyOf(tiny);
    foreshock(place, "register", "tiny");
    const before = read(place, "predictions/ledger.jsonl");
    rmSync(place.home, { recursive: true });
    mkdirSync(place.home, { mode: 0o700 });
    expect(foreshock(place, "status").code).toBe(0);
    expect(foreshock(place, "verify").code).toBe(0);
    expectProblem(
      foreshock(place, "register", "tiny"),
      2,
      /the private key of foreshock\/project-[0-9a-f]{8}/,
      /restore/,
    );
    expect(readdirSync(place.home)).toEqual([]);
    expect(read(place, "predictions/ledger.jsonl")).toBe(before);
  });

  it("damaged, stops every verb with exit 3", () => {
    const place = copyOf(tiny);
    foreshock(place, "register", "tiny");
    edit(place, "predictions/ledger.jsonl", "When does tiny jump?", "When does tiny leap?");
    for (const args of [["status"], ["register", "tiny"], ["close", "tiny"], ["report", "tiny"]])
      expectProblem(foreshock(place, ...args), 3, /ledger\.jsonl line 2/, /restore ledger\.jsonl/);
  });

  it("with a torn last line is repaired only on request", () => {
    const place = copyOf(tiny);
    foreshock(place, "register", "tiny");
    const whole = read(place, "predictions/ledger.jsonl");
    write(place, "predictions/ledger.jsonl", `${whole}{"at":"20`);
    const torn = foreshock(place, "verify");
    expect(torn.code).toBe(3);
    expect(torn.err).toMatch(/try: foreshock verify --repair/);
    expect(foreshock(place, "verify", "--repair").code).toBe(0);
    expect(read(place, "predictions/ledger.jsonl")).toBe(whole);
  });
});
