import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { copyOf, edit, emptyPlace, foreshock, json, read, tinyProject, write } from "./foreshock.ts";
import { expectProblem } from "./problem.ts";

const tiny = await tinyProject();
afterAll(tiny.remove);
const FAMILY = "models/families/tiny.yaml";
const QUESTION = "predictions/tiny/question.yaml";

describe("init", () => {
  it("makes a project that can be registered, and names the next commands", async () => {
    const place = copyOf(emptyPlace());
    const { code, out } = await foreshock(place, "init", "study");
    expect(code).toBe(0);
    expect(out).toMatch(/next: cd study && foreshock register chain && foreshock run chain/);
    const study = { ...place, dir: path.join(place.dir, "study") };
    for (const file of [
      "models/families/chain.yaml",
      "predictions/chain/question.yaml",
      "predictions/README.md",
      "predictions/FORMAT.md",
      "tasks",
      "reports",
    ])
      expect(existsSync(path.join(study.dir, file))).toBe(true);
    expect(read(study, ".gitignore")).toBe("models/runs/\n");
    expect((await foreshock(study, "register", "chain")).code).toBe(0);
  });

  it("refuses to overwrite and then writes nothing", async () => {
    const place = copyOf(emptyPlace());
    write(place, ".gitignore", "mine");
    expectProblem(
      await foreshock(place, "init"),
      2,
      /a folder without \.gitignore is required/,
      /foreshock init <new folder>/,
    );
    expect(read(place, ".gitignore")).toBe("mine");
    expect(readdirSync(place.dir)).toEqual([".gitignore"]);
  });
});

describe("files that cannot be used: exit 2, naming file and line, and nothing is registered", () => {
  const inFamily = (line: number) => new RegExp(`edit [^ ]*/models/families/tiny\\.yaml:${line}:\\d+$`);
  const inQuestion = (line: number) => new RegExp(`edit [^ ]*/predictions/tiny/question\\.yaml:${line}:\\d+$`);
  const broken: [string, string, string, string, RegExp, RegExp][] = [
    ["broken YAML in a family", FAMILY, "ladder: [", "ladder: [[", /tiny\.yaml has to be valid YAML/, inFamily(5)],
    ["broken YAML in a question", QUESTION, "title: When", "title: {", /has to be valid YAML/, inQuestion(2)],
    [
      "an unknown key",
      QUESTION,
      "threshold",
      "treshold",
      /question\.yaml:4:1 .*did you mean threshold\?/,
      inQuestion(4),
    ],
    [
      "an unknown task",
      FAMILY,
      "operator-chain",
      "operator-chian",
      /one of the tasks .*operator-chain/,
      /tasks\/<name>\.ts$/,
    ],
    ["a wrong setting of a task", FAMILY, "modulus: 5", "modulus: 0", /modulus/, /the default is modulus: 11$/],
    ["a wrong shape", FAMILY, "dModel: 12", "dModel: 2.5", /tiny\.yaml:4:\d+ .*dModel/, inFamily(4)],
    [
      "a held-out rung that is not there",
      FAMILY,
      "heldOut: [d12]",
      "heldOut: [d99]",
      /heldOut has to name rungs/,
      inFamily(5),
    ],
    ["no held-out rung", FAMILY, "heldOut: [d12]", "heldOut: []", /observed and held-out rungs/, /mend the rungs/],
    [
      "a rung called never",
      FAMILY,
      "name: d6",
      "name: never",
      /other names than the jump's label "never"/,
      inQuestion(2),
    ],
    ["a rung called like a jump label", FAMILY, "name: d6", 'name: "<=d6"', /a name of letters, digits/, inFamily(4)],
    [
      "an unknown metric",
      QUESTION,
      "exactMatch",
      "exactMath",
      /question\.yaml:3:1 metric: one of nll,.*got "exactMath"/,
      inQuestion(3),
    ],
    ["a metric without a better direction", QUESTION, "exactMatch", "entropy", /metric: one of nll/, inQuestion(3)],
    ["a threshold out of reach", QUESTION, "0.5", "50", /range of exactMatch, 0 to 1, got 50/, inQuestion(4)],
    [
      "an unknown baseline",
      QUESTION,
      "metric",
      "baseline: luck\nmetric",
      /baseline: one of persistence/,
      inQuestion(3),
    ],
    [
      "a family that is not there",
      QUESTION,
      "tiny.yaml",
      "none.yaml",
      /family: the path of a family's file.*none\.yaml/,
      inQuestion(2),
    ],
  ];
  it.each(broken)("%s", async (_, file, from, to, message, hint) => {
    const place = copyOf(tiny);
    edit(place, file, from, to);
    expectProblem(await foreshock(place, "register", "tiny"), 2, message, hint);
    expect(existsSync(path.join(place.dir, "predictions/ledger.jsonl"))).toBe(false);
  });

  it("status says so and goes on", async () => {
    const place = copyOf(tiny);
    edit(place, QUESTION, "exactMatch", "exactMath");
    expect((await json(place, "status")).questions[0]).toMatchObject({
      name: "tiny",
      stage: "not registered",
      problem: expect.stringMatching(/question\.yaml:3:1 metric: one of nll/),
      next: expect.stringMatching(/^edit .*question\.yaml:3:1$/),
    });
  });
});

describe("register", () => {
  it("accepts a name, a folder and a path, and the same question again", async () => {
    const place = copyOf(tiny);
    const first = await json(place, "register", "tiny");
    expect(first).toMatchObject({ name: "tiny", again: false, evidence: null, next: "foreshock run tiny" });
    for (const text of ["predictions/tiny", "predictions/tiny/question.yaml"])
      expect(await json(place, "register", text)).toMatchObject({ id: first.id, again: true });
    expect((await json(place, "status")).ledgerLines).toBe(3);
  });

  it("works from a folder inside the project and with --project from outside", async () => {
    const place = copyOf(tiny);
    const inside = { ...place, dir: path.join(place.dir, "predictions", "tiny") };
    expect((await foreshock(inside, "register", "tiny")).code).toBe(0);
    const outside = { ...place, dir: place.root };
    expect((await json(outside, "status", "--project", "project")).questions).toHaveLength(1);
  });

  it("refuses a changed question under the same name", async () => {
    const place = copyOf(tiny);
    await foreshock(place, "register", "tiny");
    const before = read(place, "predictions/ledger.jsonl");
    edit(place, QUESTION, "0.5", "0.6");
    expectProblem(
      await foreshock(place, "register", "tiny"),
      2,
      /question tiny is registered with other content, got another threshold$/,
      /copy it to predictions\/<new>\/question\.yaml, then: foreshock register <new>$/,
    );
    expect((await json(place, "status")).questions[0]).toMatchObject({
      problem: expect.stringMatching(/have to be as registered, got another threshold$/),
      next: expect.stringMatching(/^take the change back, or copy it to/),
    });
    expect(read(place, "predictions/ledger.jsonl")).toBe(before);
  });

  it("keeps private keys out of the project", async () => {
    const place = copyOf(tiny);
    const inside = { ...place, home: path.join(place.dir, "secret") };
    expectProblem(await foreshock(inside, "register", "tiny"), 2, /outside the project is required/, /FORESHOCK_HOME/);
    expect(existsSync(inside.home)).toBe(false);
  });
});

it("a private folder that cannot be made is a failure (exit 1), not a defect", async () => {
  const place = copyOf(tiny);
  const answer = await foreshock({ ...place, home: "/dev/null/keys" }, "register", "tiny");
  expectProblem(answer, 1, /ENOTDIR/, /check that \/dev\/null can be written/);
});

describe("status", () => {
  it("lists families that no question asks about, with what to type", async () => {
    const place = copyOf(tiny);
    edit(place, "models/families/chain.yaml", "seeds: 3", "seeds: three");
    write(place, "models/families/own.yaml", read(place, FAMILY).replace("name: tiny", "name: own"));
    const { questions, families } = await json(place, "status");
    expect(questions.map(({ name }: { name: string }) => name)).toEqual(["tiny"]);
    expect(families).toMatchObject([
      { name: "chain", observed: null, next: expect.stringMatching(/^edit .*chain\.yaml:\d+:\d+$/) },
      { name: "own", observed: { done: 0, total: 3 }, problem: null, next: "foreshock run own" },
    ]);
    expect((await foreshock(place, "status")).out).toMatch(
      /^own: a family without a question, observed runs 0\/3 {2}next: foreshock run own$/m,
    );
  });
});

describe("a ledger from elsewhere", () => {
  it("can be read and verified, but not written without its key, and no key is drawn", async () => {
    const place = copyOf(tiny);
    await foreshock(place, "register", "tiny");
    const before = read(place, "predictions/ledger.jsonl");
    rmSync(place.home, { recursive: true });
    mkdirSync(place.home, { mode: 0o700 });
    expect((await foreshock(place, "status")).code).toBe(0);
    expect((await foreshock(place, "verify")).code).toBe(0);
    expectProblem(
      await foreshock(place, "register", "tiny"),
      2,
      /the private key of foreshock\/project-[0-9a-f]{8}/,
      /restore/,
    );
    expect(readdirSync(place.home)).toEqual(["verified"]);
    expect(read(place, "predictions/ledger.jsonl")).toBe(before);
  });

  it("damaged, stops every verb with exit 3", async () => {
    const place = copyOf(tiny);
    await foreshock(place, "register", "tiny");
    edit(place, "predictions/ledger.jsonl", "When does tiny jump?", "When does tiny leap?");
    for (const args of [["status"], ["register", "tiny"], ["close", "tiny", "--yes"], ["report", "tiny"]])
      expectProblem(await foreshock(place, ...args), 3, /ledger\.jsonl line 2/, /restore ledger\.jsonl/);
  });

  it("with a torn last line is repaired only on request", async () => {
    const place = copyOf(tiny);
    await foreshock(place, "register", "tiny");
    const whole = read(place, "predictions/ledger.jsonl");
    write(place, "predictions/ledger.jsonl", `${whole}{"at":"20`);
    const torn = await foreshock(place, "verify");
    expect(torn.code).toBe(3);
    expect(torn.err).toMatch(/try: foreshock verify --repair/);
    expect((await foreshock(place, "verify", "--repair")).code).toBe(0);
    expect(read(place, "predictions/ledger.jsonl")).toBe(whole);
  });
});
