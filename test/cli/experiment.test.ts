/** What forecasts may be made from, and what is committed. */

import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { forecastOf } from "../../src/forecast/asking.ts";
import type { Forecaster } from "../../src/forecast/forecaster.ts";
import { FORECASTERS } from "../../src/forecast/forecasters.ts";
import { copyOf, edit, foreshock, json, must, read, write } from "./foreshock.ts";
import { expectProblem } from "./problem.ts";
import { LEDGER, playedStages } from "./stages.ts";

const { registered, trained, committed } = await playedStages();

describe("before the observed runs", () => {
  it("there is nothing to forecast from", async () => {
    expectProblem(
      await foreshock(registered, "forecast", "tiny", "--by", "persistence"),
      2,
      /all 3 observed runs of tiny are required as evidence, got "3 missing"/,
      /foreshock run tiny$/,
    );
    expect((await json(registered, "status")).questions[0]).toMatchObject({
      stage: "registered",
      next: "foreshock run tiny",
    });
  });

  it("held-out runs cannot exist", async () => {
    const before = read(registered, LEDGER);
    expectProblem(
      await foreshock(registered, "run", "tiny", "--question", "tiny"),
      2,
      /held-out runs of tiny cannot exist yet/,
      /foreshock status$/,
    );
    expect(read(registered, LEDGER)).toBe(before);
    expect(existsSync(path.join(registered.dir, "models/runs"))).toBe(false);
  });

  it("says what is asked in whole sentences", async () => {
    expect((await must(registered, "register", "tiny")).out).toMatch(/mean of 1 seed, reach 0\.5 and stay there\?/);
  });

  it("closing needs a forecast", async () => {
    expectProblem(
      await foreshock(registered, "close", "tiny", "--yes"),
      2,
      /at least one committed forecast/,
      /foreshock run tiny$/,
    );
  });
});

describe("forecast", () => {
  it("lists the forecasters", async () => {
    expect((await json(trained, "forecast", "--list")).map(({ name }: { name: string }) => name)).toContain(
      "persistence",
    );
  });

  it("--dry-run shows and commits nothing", async () => {
    const before = read(trained, LEDGER);
    const { out } = await must(trained, "forecast", "tiny", "--by", "token-line", "--dry-run");
    expect(out).toMatch(/^token-line: .*\n +rung +size +median +50 % interval +90 % interval\n +d12 /);
    expect(out).toMatch(/jump: .*d8 .* %, .*d12.* %, never .* %/);
    expect(out).toMatch(/implies: log score of the jump .*\(the worst case\)/);
    expect(out).toMatch(/not committed \(--dry-run\)/);
    expect(read(trained, LEDGER)).toBe(before);
  });

  it("commits the baseline with the first forecast and says so, registers the evidence, and names what to send", async () => {
    const place = copyOf(trained);
    const { out } = await must(place, "forecast", "tiny", "--by", "logit-accuracy-line", "--by", "token-line");
    expect(out).toMatch(/persistence is this question's baseline and was committed with it/);
    expect(out).toMatch(/committed logit-accuracy-line: .*\n *committed token-line/);
    expect(out).toContain(read(place, "predictions/ledger.head").split("\n")[2]);
    expect((await json(place, "status")).questions[0]).toMatchObject({
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

  it("takes people's own numbers", async () => {
    const place = copyOf(committed);
    const numbers = 'targets:\n  d12: { "0.05": 0.1, "0.5": 0.4, "0.95": 0.8 }\njump: { d12: 0.4, never: 0.6 }\n';
    write(place, "numbers.yaml", numbers);
    const made = await json(place, "forecast", "tiny", "--file", "numbers.yaml", "--as", "alice");
    expect(made.forecasts).toMatchObject([{ forecaster: "alice", parameters: { jumpAsWritten: [0, 0.4, 0.6] } }]);
    expect((await json(place, "status")).questions[0].forecasters).toEqual(["persistence", "token-line", "alice"]);
  });

  const bad: [string, string, RegExp, RegExp][] = [
    ["broken YAML", "targets: [", /numbers\.yaml has to be valid YAML/, /edit [^ ]*numbers\.yaml:1:\d+$/],
    [
      "an unknown rung",
      "targets: { d99: { '0.5': 0.4 } }\njump: { never: 1 }",
      /none for d12/,
      /edit [^ ]*numbers\.yaml: add "d12"$/,
    ],
    [
      "crossing quantiles",
      "targets: { d12: { '0.1': 0.4, '0.9': 0.3 } }\njump: { never: 1 }",
      /do not cross/,
      /edit [^ ]*numbers\.yaml: write increasing values/,
    ],
    [
      "masses that do not sum to 1",
      "targets: { d12: { '0.5': 0.4 } }\njump: { never: 0.9 }",
      /sum to 1/,
      /edit [^ ]*numbers\.yaml: mend the masses$/,
    ],
    [
      "not a number",
      "targets: { d12: { '0.5': .nan } }\njump: { never: 1 }",
      /number/,
      /edit [^ ]*numbers\.yaml:1:\d+$/,
    ],
  ];
  it.each(bad)("refuses own numbers with %s and commits nothing", async (_, text, message, hint) => {
    const place = copyOf(trained);
    write(place, "numbers.yaml", text);
    const before = read(place, LEDGER);
    const answer = await foreshock(place, "forecast", "tiny", "--file", "numbers.yaml", "--as", "alice");
    expectProblem(answer, 2, message, hint);
    expect(read(place, LEDGER)).toBe(before);
  });

  it("refuses a missing file of numbers", async () => {
    const answer = await foreshock(trained, "forecast", "tiny", "--file", "none.yaml", "--as", "alice");
    expectProblem(answer, 2, /a file with own numbers is required, got "none.yaml"/, /forecast --help/);
  });

  it("refuses a forecast that could not be scored before it is committed", async () => {
    const place = copyOf(trained);
    const before = read(place, LEDGER);
    const known = FORECASTERS as Forecaster[];
    const certain: Forecaster = {
      ...known[0]!,
      name: "certain",
      draw(ask, _, key) {
        const made = forecastOf(known[0]!, ask, key);
        return made.ok ? { ...made.forecast, jump: [0, 0, 1] } : made;
      },
    };
    known.push(certain);
    onTestFinished(() => void known.pop());
    for (const more of [[], ["--dry-run"]])
      expectProblem(
        await foreshock(place, "forecast", "tiny", "--by", "certain", ...more),
        3,
        /checkForecast certain: jump masses of at least 0\.00\d+ are required, got 0/,
        /register another; foreshock status says how$/,
      );
    expect(read(place, LEDGER)).toBe(before);
  });

  it("notices a question or family edited since it was registered (exit 3) and names what differs", async () => {
    const place = copyOf(committed);
    const before = read(place, LEDGER);
    edit(place, "predictions/tiny/question.yaml", "0.5", "0.6");
    edit(place, "models/families/tiny.yaml", "batchSize: 16", "batchSize: 17");
    const answer = await foreshock(place, "forecast", "tiny", "--by", "persistence");
    expectProblem(
      answer,
      3,
      /have to be as registered, got another familyDigest, threshold/,
      /predictions\/<new>\/question\.yaml, then: foreshock register <new>$/,
    );
    expect((await foreshock(place, "close", "tiny", "--yes")).code).toBe(3);
    expect(read(place, LEDGER)).toBe(before);
  });
});
