/** What a question about an import may name: every refusal is one line that lists what there is, and nothing is registered. */
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { copyOf, foreshock, json, must } from "../../cli/foreshock.ts";
import { ask, HOLD_OUT, importing, QUESTION, tableProject } from "../../cli/imported.ts";
import { expectProblem } from "../../cli/problem.ts";

const made = await tableProject();
afterAll(made.remove);
const at = (line: number) => new RegExp(`question\\.yaml:${line}:\\d+$`);

describe("a question about an import", () => {
  it.each<[string, string, string, RegExp, RegExp]>([
    [
      "an import that is not there",
      "import: toy",
      "import: toi",
      /import: one of models\/imports \(toy\), got "toi"/,
      at(2),
    ],
    ["a task that is not there", "task: toy", "task: tay", /task: one of toy, got "tay"/, at(3)],
    [
      "a metric the task lacks",
      "metric: accuracy",
      "metric: exactMatch",
      /import toy has \(accuracy, nll\), got "exactMatch"/,
      at(4),
    ],
    [
      "evidence that names no run",
      "task: toy",
      "task: toy\nevidence: [m1, x-*]",
      /evidence: names or patterns of m1, m2, m3, m4, got "x-\*"/,
      at(4),
    ],
    [
      "evidence that is no name",
      "task: toy",
      "task: toy\nevidence: 4",
      /names of runs such as a-\* are required/,
      at(4),
    ],
    ["a family beside it", "task: toy", "task: toy\nfamily: x", /known keys only, got "family"/, at(4)],
    ["a success that is none", "{ chance: 0.1 }", "often", /exactMatch or \{ chance: 0\.25 \} is required/, at(6)],
    ["a chance that is none", "chance: 0.1", "chance: 1.1", /success\.chance: Too big/, at(6)],
    ["a run that is not there", "run: m2", "run: m7", /rungs\.1\.run: one of m1, m2, m3, m4, m5, m6, got "m7"/, at(9)],
    ["a step that is not there", "m2, step: 100", "m2, step: 75", /rungs\.1\.step: one of 50, 100, got 75/, at(9)],
    [
      "a held-out run as observed",
      "m5, step: 100, heldOut: true",
      "m5, step: 100",
      /rungs\.4\.heldOut: true, because import toy holds m5 out/,
      at(12),
    ],
    [
      "no held-out rung",
      QUESTION.slice(QUESTION.indexOf("  - { name: s5")),
      "",
      /4 observed, 0 held out/,
      /mend the rungs/,
    ],
    ["a rung called never", "name: s5", "name: never", /other names than the jump's label "never"/, at(7)],
    ["a threshold out of reach", "threshold: 0.6", "threshold: 6", /range of accuracy, 0 to 1, got 6/, at(5)],
    [
      "a law that cannot be read",
      "threshold: 0.6",
      "threshold: 0.6\nlaw: { formula: E + A*M, parameters: { E: {}, A: {} } }",
      /law: a formula of N, D, C, x and its parameters, got formula: names .*"E \+ A\*M"/,
      at(6),
    ],
    [
      "a law with an idle parameter",
      "threshold: 0.6",
      "threshold: 0.6\nlaw: { formula: E, parameters: { E: {}, A: {} } }",
      /every parameter in the formula/,
      at(6),
    ],
  ])("is refused for %s", async (_, from, to, message, hint) => {
    const place = copyOf(made);
    expect(QUESTION).toContain(from);
    ask(place, QUESTION.replace(from, to));
    expectProblem(await foreshock(place, "register", "toy"), 2, message, hint);
    expect(existsSync(path.join(place.dir, "predictions/ledger.jsonl"))).toBe(false);
  });

  it("is refused when the import holds the held-out results, with the command that makes the right one", async () => {
    const place = copyOf(made);
    await must(place, ...importing("leaky", "--hold-out", "m6"));
    ask(place, QUESTION.replace("import: toy", "import: leaky"));
    expectProblem(
      await foreshock(place, "register", "toy"),
      2,
      /an import without the results of the held-out rungs s5 is required, got import leaky, which holds them/,
      /foreshock import table <path and options as before> --as leaky-2 --hold-out m6 --hold-out m5, then import: leaky-2/,
    );
    await must(place, ...importing("leaky-2", "--hold-out", "m6", "--hold-out", "m5"));
    ask(place, QUESTION.replace("import: toy", "import: leaky-2"));
    await must(place, "register", "toy");
  });

  it("can ask about the later training of a run, of which the import keeps the beginning", async () => {
    const place = copyOf(made);
    const rungs = `rungs:
  - { name: early, run: m6, step: 50 }
  - { name: late, run: m6, step: 100, heldOut: true }
`;
    const question = (name: string) =>
      `${QUESTION.slice(0, QUESTION.indexOf("rungs:")).replace("toy", name)}axis: tokens\n${rungs}`.replace(
        "import: toy",
        `import: ${name}`,
      );
    await must(place, ...importing("whole"));
    ask(place, question("whole"), "later");
    expectProblem(
      await foreshock(place, "register", "later"),
      2,
      /without the results of the held-out rungs late/,
      /--hold-out m6@100,/,
    );
    await must(place, ...importing("begun", "--hold-out", "m6@100"));
    ask(place, question("begun"), "later");
    await must(place, "register", "later");
    await must(place, "forecast", "later", "--by", "persistence");
    await must(place, "close", "later", "--yes");
    await must(place, ...importing("begun", "--question", "later"));
    await must(place, "score", "later");
    expect(await json(place, "verify")).toMatchObject({ ok: true });
  });

  it("is listed by status, as are imports that nobody asks about", async () => {
    const place = copyOf(made);
    await must(place, ...importing("idle", ...HOLD_OUT));
    const { questions, imports } = await json(place, "status");
    expect(questions).toMatchObject([{ name: "toy", stage: "not registered", import: "toy", problem: null }]);
    expect(imports).toMatchObject([{ name: "idle", next: expect.stringMatching(/^write .* about import idle/) }]);
    expect((await must(place, "status")).out).toMatch(
      /^idle: an import without a question {2}next: write predictions/m,
    );
  });
});
