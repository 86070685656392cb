/** foreshock export hub as a call: what it writes, says and refuses, on a scored question of each kind. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ForeshockError } from "../../src/base/errors.ts";
import { exportForecasts } from "../../src/cli/export.ts";
import type { Context } from "../../src/cli/verb.ts";
import { copyOf, json, keptCopyOf, must, type Place, QUIET, read } from "./foreshock.ts";
import { importing, tableProject } from "./imported.ts";

const made = await tableProject();
afterAll(made.remove);
const BY = ["--by", "persistence", "--by", "logit-accuracy-line", "--file", "../numbers.yaml", "--as", "alice"];
await must(made, "register", "toy");
await must(made, "forecast", "toy", ...BY);
const open = keptCopyOf(made);
afterAll(open.remove);
await must(made, "close", "toy", "--yes");
const closed = keptCopyOf(made);
afterAll(closed.remove);
await must(made, ...importing("toy", "--question", "toy"));
const sealed = keptCopyOf(made);
afterAll(sealed.remove);
await must(made, "score", "toy");

const contextOf = ({ dir, home }: Place): Context => ({
  cwd: dir,
  project: undefined,
  home,
  json: false,
  now: () => "",
  tell: () => {},
  ...QUIET,
});
const hub = (place: Place, folder?: string) => exportForecasts("hub", folder, contextOf(place));

async function problem(place: Place, folder?: string, format = "hub"): Promise<ForeshockError> {
  const error = await exportForecasts(format, folder, contextOf(place)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ForeshockError);
  expect((error as ForeshockError).kind).toBe("usage");
  expect((error as ForeshockError).message).not.toContain("\n");
  return error as ForeshockError;
}

/** Every file below a folder with its text. */
function texts(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const files = names.map((one) => path.join(one.parentPath, one.name)).sort();
  return new Map(files.map((file) => [path.relative(folder, file), readFileSync(file, "utf8")]));
}

describe("export hub", () => {
  it("writes hub/ in the project: every forecast, the outcome, the scores of the ledger and two of the hub's own", async () => {
    const place = copyOf(made);
    const { text, data } = await hub(place);
    expect(text.join("\n")).toMatch(/^written: .*hub, a hubverse hub .*: 1 scored question, 3 models, 3 forecasts\n/);
    expect(text.join("\n")).not.toMatch(/left out/);
    expect(text.at(-1)).toMatch(/foreshock verify/);
    const files = texts(path.join(place.dir, "hub"));
    expect([...files.keys()]).toEqual([...(data as { files: string[] }).files].sort());
    const [round] = JSON.parse(files.get("hub-config/tasks.json")!).rounds;
    expect(round.submissions_due.end >= round.submissions_due.start).toBe(true);
    const id = round.model_tasks[0].task_ids.question.required[0];
    expect(id).toMatch(/^toy_[0-9a-f]{12}$/);
    const alice = files.get(`model-output/human-alice/${id}-human-alice.csv`)!;
    expect(alice).toMatch(/,toy,toy,metric,s5,256000000,accuracy,quantile,0\.05,0\.3\n/);
    expect(alice).toMatch(/,toy,toy,jump,NA,NA,accuracy,pmf,never,0\.2995\n$/);
    expect(files.get("target-data/oracle-output.csv")).toMatch(/,s6,1024000000,accuracy,quantile,NA,0\.7345\n/);
    expect(files.get("model-metadata/foreshock-logit_accuracy_line.yml")).toMatch(
      /^model_name: "logit-accuracy-line"$/m,
    );
  });

  it("lists the scores that score shows", async () => {
    const place = copyOf(made);
    await hub(place);
    const lines = read(place, "hub/auxiliary-data/foreshock-scores.csv").trimEnd().split("\n").slice(1);
    const found = lines.map((line) => line.split(",")).filter(([, , rule]) => rule !== "wis" && rule !== "rps");
    const { scores } = await json(place, "score", "toy");
    expect(found.map(([, , rule, rung, value]) => [rule, rung, Number(value)])).toEqual(
      scores.map(({ rule, rung, value }: { rule: string; rung: string | null; value: number }) => [
        rule,
        rung ?? "NA",
        value,
      ]),
    );
    const numbers = (rule: string) => lines.filter((line) => line.split(",")[2] === rule);
    expect(numbers("wis")).toHaveLength(6);
    expect(numbers("rps")).toHaveLength(3);
  });

  it("writes the same again, into the same folder or another", async () => {
    const place = copyOf(made);
    await hub(place, "../out");
    const first = texts(path.join(place.dir, "../out"));
    await hub(place, "../out");
    await hub(place);
    expect(texts(path.join(place.dir, "../out"))).toEqual(first);
    expect(texts(path.join(place.dir, "hub"))).toEqual(first);
  });

  it("leaves forecasts that were never revealed out and counts them", async () => {
    const place = copyOf(sealed);
    const secrets = [...texts(place.home).keys()].filter((file) => /forecasts.*json$/.test(file));
    const alice = secrets.find((file) => readFileSync(path.join(place.home, file), "utf8").includes('"alice"'))!;
    rmSync(path.join(place.home, alice));
    await must(place, "score", "toy");
    const { text, data } = await hub(place);
    expect(text.join("\n")).toMatch(/2 models, 2 forecasts\nleft out, because never revealed: 1 forecast \(toy\)\n/);
    expect(data).toMatchObject({ questions: [{ question: "toy", forecasts: 2, notRevealed: 1 }] });
    expect([...texts(path.join(place.dir, "hub")).keys()].filter((file) => file.includes("alice"))).toEqual([]);
  });

  it("needs a scored question, and says what to type", async () => {
    const early = await problem(closed);
    expect(early.message).toMatch(/a scored question is required, got "1 question, none with an outcome"/);
    expect(early.hint).toMatch(/^foreshock import .* --question toy$/);
    expect(existsSync(path.join(closed.dir, "hub"))).toBe(false);
    expect((await problem(sealed)).hint).toBe("foreshock score toy");
    expect((await problem(open)).hint).toBe("foreshock status");
    const fresh = copyOf(made);
    rmSync(path.join(fresh.dir, "predictions/ledger.jsonl"));
    const none = await problem(fresh);
    expect([none.message, none.hint]).toEqual([
      expect.stringMatching(/got "no registered question"/),
      "foreshock register <question>",
    ]);
  });

  it("refuses other formats and folders that hold something else, and changes nothing in them", async () => {
    const place = copyOf(made);
    expect((await problem(place, undefined, "csv")).message).toMatch(/one of the formats hub is required, got "csv"/);
    expect((await problem(place, ".")).message).toMatch(/a new folder, or one with an export of .* is required/);
    expect((await problem(place, "../t.csv")).message).toMatch(/t\.csv, a file"/);
    mkdirSync(path.join(place.dir, "empty"));
    await hub(place, "empty");
    const stray = path.join(place.dir, "empty/model-output/other-model");
    mkdirSync(stray);
    await hub(place, "empty");
    writeFileSync(path.join(place.dir, "empty/notes.md"), "mine");
    await hub(place, "empty");
    writeFileSync(path.join(stray, "x.csv"), "theirs");
    expect((await problem(place, "empty")).message).toMatch(/other-model\/x\.csv in it"/);
    rmSync(path.join(stray, "x.csv"));
    const admin = path.join(place.dir, "empty/hub-config/admin.json");
    const before = readFileSync(admin, "utf8");
    for (const text of ["{", "null", before.replaceAll("foreshock/", "foreshock/another-")]) {
      writeFileSync(admin, text);
      expect((await problem(place, "empty")).hint).toBe("foreshock export hub <new folder>");
      expect(readFileSync(admin, "utf8")).toBe(text);
    }
  });
});
