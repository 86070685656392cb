import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { METRICS } from "../../src/metrics.ts";
import { copyOf, edit, foreshock, json, keptCopyOf, type Place, read, start, tinyProject, write } from "./foreshock.ts";
import { expectProblem } from "./problem.ts";

const LEDGER = "predictions/ledger.jsonl";
const must = (place: Place, ...args: string[]) => {
  const answer = foreshock(place, ...args);
  if (answer.code !== 0) throw new Error(`${args.join(" ")}: ${answer.err}`);
  return answer;
};

// One experiment, stopped at four places; each test works on its own copy.
const registered = tinyProject();
must(registered, "register", "tiny");
const trained = stage(registered, ["run", "tiny"]);
const committed = stage(trained, ["forecast", "tiny", "--by", "token-line"]);
const closed = stage(committed, ["close", "tiny"]);
const sealed = stage(closed, ["run", "tiny", "--question", "tiny"]);
afterAll(() => {
  for (const place of [registered, trained, committed, closed, sealed]) place.remove();
});

function stage(before: Place, args: string[]) {
  const place = keptCopyOf(before);
  must(place, ...args);
  return place;
}

describe("before the observed runs", () => {
  it("there is nothing to forecast from", () => {
    expectProblem(
      foreshock(registered, "forecast", "tiny", "--by", "persistence"),
      2,
      /all 3 observed runs of tiny are required as evidence, got "3 missing"/,
      /foreshock run tiny$/,
    );
    expect(json(registered, "status").questions[0]).toMatchObject({ stage: "registered", next: "foreshock run tiny" });
  });

  it("held-out runs cannot exist", () => {
    const before = read(registered, LEDGER);
    expectProblem(
      foreshock(registered, "run", "tiny", "--question", "tiny"),
      2,
      /held-out runs of tiny cannot exist yet/,
      /foreshock close tiny$/,
    );
    expect(read(registered, LEDGER)).toBe(before);
    expect(existsSync(path.join(registered.dir, "models/runs"))).toBe(false);
  });

  it("closing needs a forecast", () => {
    expectProblem(
      foreshock(registered, "close", "tiny"),
      2,
      /at least one committed forecast/,
      /foreshock run|forecast/,
    );
  });
});

describe("forecast", () => {
  it("lists the forecasters", () => {
    expect(json(trained, "forecast", "--list").map(({ name }: { name: string }) => name)).toContain("persistence");
  });

  it("--dry-run shows and commits nothing", () => {
    const before = read(trained, LEDGER);
    const { out } = must(trained, "forecast", "tiny", "--by", "token-line", "--dry-run");
    expect(out).toMatch(/^token-line: .*\n +rung +size +median +50 % interval +90 % interval\n +d12 /);
    expect(out).toMatch(/jump: <=d8 .* %, d12 .* %, never .* %/);
    expect(out).toMatch(/implies: log score of the jump .*\(the worst case\)/);
    expect(out).toMatch(/not committed \(--dry-run\)/);
    expect(read(trained, LEDGER)).toBe(before);
  });

  it("commits the baseline with the first forecast and says so, registers the evidence, and names what to send", () => {
    const place = copyOf(trained);
    const { out } = must(place, "forecast", "tiny", "--by", "logit-accuracy-line", "--by", "token-line");
    expect(out).toMatch(/persistence is this question's baseline and was committed with it/);
    expect(out).toMatch(/committed logit-accuracy-line: .*\n *committed token-line/);
    expect(out).toContain(read(place, "predictions/ledger.head").split("\n")[2]);
    expect(json(place, "status").questions[0]).toMatchObject({
      stage: "open",
      forecasters: ["persistence", "logit-accuracy-line", "token-line"],
      next: "foreshock close tiny",
    });
    const kinds = read(place, LEDGER).matchAll(/"kind":"([^"]+)","prev"/g);
    expect([...kinds].map((m) => m[1])).toEqual([
      "ledger-open",
      "question-open",
      "share-commit",
      "evidence",
      "commit",
      "commit",
      "commit",
    ]);
    expect(read(place, LEDGER)).not.toMatch(/targets|distribution/);
  });

  it("takes people's own numbers", () => {
    const place = copyOf(committed);
    const numbers = 'targets:\n  d12: { "0.05": 0.1, "0.5": 0.4, "0.95": 0.8 }\njump: { d12: 0.4, never: 0.6 }\n';
    write(place, "numbers.yaml", numbers);
    const made = json(place, "forecast", "tiny", "--file", "numbers.yaml", "--as", "alice");
    expect(made.forecasts).toMatchObject([{ forecaster: "alice", parameters: { jumpAsWritten: [0, 0.4, 0.6] } }]);
    expect(json(place, "status").questions[0].forecasters).toEqual(["persistence", "token-line", "alice"]);
  });

  const bad: [string, string, RegExp][] = [
    ["broken YAML", "targets: [", /numbers\.yaml has to be valid YAML/],
    ["an unknown rung", "targets: { d99: { '0.5': 0.4 } }\njump: { never: 1 }", /none for d12/],
    ["crossing quantiles", "targets: { d12: { '0.1': 0.4, '0.9': 0.3 } }\njump: { never: 1 }", /do not cross/],
    ["masses that do not sum to 1", "targets: { d12: { '0.5': 0.4 } }\njump: { never: 0.9 }", /sum to 1/],
    ["not a number", "targets: { d12: { '0.5': .nan } }\njump: { never: 1 }", /number/],
  ];
  it.each(bad)("refuses own numbers with %s and commits nothing", (_, text, message) => {
    const place = copyOf(trained);
    write(place, "numbers.yaml", text);
    const before = read(place, LEDGER);
    const answer = foreshock(place, "forecast", "tiny", "--file", "numbers.yaml", "--as", "alice");
    expectProblem(answer, 2, message, /./);
    expect(read(place, LEDGER)).toBe(before);
  });

  it("refuses a missing file of numbers", () => {
    const answer = foreshock(trained, "forecast", "tiny", "--file", "none.yaml", "--as", "alice");
    expectProblem(answer, 2, /a file with own numbers is required, got "none.yaml"/, /forecast --help/);
  });

  it("notices a question or family edited since it was registered (exit 3) and names what differs", () => {
    const place = copyOf(committed);
    const before = read(place, LEDGER);
    edit(place, "predictions/tiny/question.yaml", "0.5", "0.6");
    edit(place, "models/families/tiny.yaml", "batchSize: 16", "batchSize: 17");
    const answer = foreshock(place, "forecast", "tiny", "--by", "persistence");
    expectProblem(
      answer,
      3,
      /have to be as registered, got another familyDigest, threshold/,
      /foreshock register <new name>/,
    );
    expect(foreshock(place, "close", "tiny").code).toBe(3);
    expect(read(place, LEDGER)).toBe(before);
  });
});

describe("after the close", () => {
  it("no forecast is accepted and nothing is lost", () => {
    const before = read(closed, LEDGER);
    const answer = foreshock(closed, "forecast", "tiny", "--by", "logit-accuracy-line");
    expectProblem(answer, 2, /after the close no forecast is accepted/, /foreshock run tiny --question tiny$/);
    expect(read(closed, LEDGER)).toBe(before);
  });

  it("closing again says the same and adds nothing", () => {
    const before = read(closed, LEDGER);
    expect(must(closed, "close", "tiny").out).toMatch(/is closed \(it was before\)/);
    expect(read(closed, LEDGER)).toBe(before);
  });

  it("scores wait for the held-out runs", () => {
    expectProblem(
      foreshock(closed, "score", "tiny"),
      2,
      /its 1 held-out runs sealed is required, got "0 sealed"/,
      /foreshock run tiny --question tiny$/,
    );
  });

  it("another family is refused", () => {
    const answer = foreshock(closed, "run", "chain", "--question", "tiny");
    expectProblem(
      answer,
      2,
      /the family of question tiny is required, got "chain"/,
      /foreshock run tiny --question tiny/,
    );
  });

  it("held-out runs are sealed without a word about their results", () => {
    const place = copyOf(closed);
    const { out, err } = must(place, "run", "tiny", "--question", "tiny");
    const lines = must(copyOf(closed), "run", "tiny", "--question", "tiny", "--json").out;
    for (const metric of Object.keys(METRICS)) expect(out + err + lines).not.toContain(metric);
    expect(out + lines).not.toMatch(/loss|nats/);
    for (const { value } of sealedRowsIn(place))
      if (String(value).length > 5) expect(out + err).not.toContain(String(value));
    expect(json(place, "status").questions[0]).toMatchObject({ stage: "sealed", heldOut: { sealed: 1, total: 1 } });
    const before = read(place, LEDGER);
    expect(must(place, "run", "tiny", "--question", "tiny").out).toMatch(/nothing to train/);
    expect(read(place, LEDGER)).toBe(before);
  });

  it("the same commitments give the same held-out rows on another copy", () => {
    const [a, b] = [copyOf(closed), copyOf(closed)];
    const sealedFiles = [a, b].map((place) => {
      must(place, "run", "tiny", "--question", "tiny");
      const line = read(place, LEDGER).trim().split("\n").at(-1)!;
      return read(place, `predictions/${JSON.parse(line).body.path}`);
    });
    expect(sealedFiles[0]).toBe(sealedFiles[1]);
  });
});

describe("score, verify, report", () => {
  it("scores once; asking again shows the same without the key", () => {
    const place = copyOf(sealed);
    const first = json(place, "score", "tiny");
    expect(first.outcome.rungs).toHaveLength(4);
    expect(new Set(first.scores.map((score: { forecaster: string }) => score.forecaster))).toEqual(
      new Set(["persistence", "token-line"]),
    );
    expect(first.verdict).toMatch(/mean CRPS/);
    const before = read(place, LEDGER);
    expect(json({ ...place, home: path.join(place.root, "none") }, "score", "tiny")).toEqual(first);
    expect(must(place, "score", "tiny").out).toMatch(/lower is better.*skill/);
    expect(read(place, LEDGER)).toBe(before);
    const checks = json(place, "verify");
    expect(checks.ok).toBe(true);
    expect(checks.checks.find(({ id }: { id: string }) => id === "scores").value).toBe("1 recomputed");
  });

  it("verify notices a changed observed run, and still recomputes scores where the runs are not", () => {
    const place = copyOf(sealed);
    must(place, "score", "tiny");
    const { runs } = JSON.parse(
      read(place, LEDGER)
        .split("\n")
        .find((line) => line.includes('"kind":"evidence"'))!,
    ).body;
    const summary = (key: string) => path.join(place.dir, "models/runs", key, "summary.parquet");
    cpSync(summary(runs[1]), summary(runs[0]));
    const damaged = foreshock(place, "verify");
    expect(damaged.code).toBe(3);
    expect(damaged.out).toMatch(/✗ observed/);
    expect(damaged.out).toMatch(/✔ scores +1 recomputed/);
    const stranger = copyOf(sealed);
    must(stranger, "score", "tiny");
    rmSync(path.join(stranger.dir, "models/runs"), { recursive: true });
    const { code, out } = foreshock(stranger, "verify");
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringMatching(/✔ observed +tiny: 0 of 3 observed runs are here/),
    });
    expect(out).toMatch(/✔ scores +1 recomputed/);
  });

  it("verify --head accepts the head that close printed and refuses a rebuilt ledger", () => {
    const place = copyOf(committed);
    const head = json(place, "close", "tiny").head;
    write(place, "kept.head", head);
    must(place, "run", "tiny", "--question", "tiny");
    expect(must(place, "verify", "--head", "kept.head").out).toMatch(/continues the heads at \d+ lines/);
    const rebuilt = copyOf(sealed);
    write(rebuilt, "kept.head", head);
    const answer = foreshock(rebuilt, "verify", "--head", "kept.head");
    expect({ code: answer.code, out: answer.out }).toMatchObject({
      code: 3,
      out: expect.stringMatching(/✗ older-heads/),
    });
    expectProblem(foreshock(place, "verify", "--head", "none"), 2, /a file with a signed head/, /--head/);
  });

  it.each(["registered", "trained", "committed", "closed", "sealed"] as const)("reports when %s", (name) => {
    const place = copyOf({ registered, trained, committed, closed, sealed }[name]);
    const { files, verdict } = json(place, "report", "tiny");
    expect(files[0]).toBe("reports/tiny/index.html");
    expect(verdict).toMatch(/^Open: /);
    const page = read(place, "reports/tiny/index.html");
    expect(page).toContain("When does tiny jump?");
    expect(page).not.toMatch(/"nonce"/);
  });
});

describe("run", () => {
  it("a loss that is not finite ends with exit 4, names the run, and keeps the others", () => {
    const place = copyOf(registered);
    edit(place, "models/families/tiny.yaml", "learningRate: 1e-2", "learningRate: 1e6");
    edit(place, "models/families/tiny.yaml", "kind: adamw", "kind: sgd");
    const { code, out, err } = foreshock(place, "run", "tiny");
    expect(code).toBe(4);
    expect(err).toMatch(
      /^foreshock: train: a finite loss is required at step \d+[^\n]*\n {2}try: lower learningRate[^\n]*\n$/,
    );
    expect(out).toMatch(/failed; finished runs are kept/);
  });

  it("prints JSON lines with --json", () => {
    const place = copyOf(registered);
    const lines = must(place, "run", "tiny", "--json").out.trim().split("\n");
    const events = lines.map((line) => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({ event: "finished", numRuns: 3, failed: [] });
    expect(events.filter(({ event, phase }) => event === "run" && phase === "done")).toHaveLength(3);
  });

  it("Ctrl-C stops the children, exits with 130 and says that the same command goes on", async () => {
    const place = copyOf(registered);
    edit(place, "models/families/tiny.yaml", "numSteps: 30", "numSteps: 20000");
    edit(place, "models/families/tiny.yaml", "[10, 30]", "[10, 20000]");
    const { child, ended } = start(place, "run", "tiny", "--workers", "2");
    const hasWeights = () => findWeights(place) > 0;
    while (!hasWeights()) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const { code, err } = await ended;
    expect({ code, err }).toEqual({
      code: 130,
      err: expect.stringMatching(/^foreshock: stopped; .*\n {2}try: the same command again/),
    });
    expect(livingOwners(place)).toEqual([]);
    expect(json(place, "status").questions[0]).toMatchObject({ observed: { done: 0, total: 3 } });
  });
});

function sealedRowsIn(place: Place): { value: number }[] {
  const line = read(place, LEDGER).trim().split("\n").at(-1)!;
  const { rows } = JSON.parse(read(place, `predictions/${JSON.parse(line).body.path}`));
  expect(rows.length).toBeGreaterThan(20);
  return rows;
}

/** Processes named in lock files of runs that still live. */
function livingOwners({ dir }: Place): number[] {
  const folder = path.join(dir, "models/runs");
  const locks = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".lock"));
  const owners = locks.map((name) => Number(readFileSync(path.join(folder, name), "utf8").split(" ")[1]));
  return owners.filter((pid) => existsSync(`/proc/${pid}`));
}

function findWeights({ dir }: Place): number {
  const folder = path.join(dir, "models/runs");
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /step-.*\.safetensors$/.test(name))
    .length;
}
