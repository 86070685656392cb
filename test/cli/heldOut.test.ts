/** After the close: no more forecasts, and held-out runs that say nothing. */
import { describe, expect, it } from "vitest";
import { METRICS } from "../../src/metrics.ts";
import { copyOf, foreshock, json, must, type Place, read } from "./foreshock.ts";
import { expectProblem } from "./problem.ts";
import { LEDGER, playedStages } from "./stages.ts";

const { closed } = await playedStages();

describe("after the close", () => {
  it("no forecast is accepted and nothing is lost", async () => {
    const before = read(closed, LEDGER);
    const answer = await foreshock(closed, "forecast", "tiny", "--by", "logit-accuracy-line");
    expectProblem(answer, 2, /after the close no forecast is accepted/, /foreshock run tiny --question tiny$/);
    expect(read(closed, LEDGER)).toBe(before);
  });

  it("closing again says the same and adds nothing", async () => {
    const before = read(closed, LEDGER);
    expect((await must(closed, "close", "tiny")).out).toMatch(/is closed \(it was before\)/);
    expect(read(closed, LEDGER)).toBe(before);
  });

  it("scores wait for the held-out runs", async () => {
    expectProblem(
      await foreshock(closed, "score", "tiny"),
      2,
      /its 1 held-out run sealed is required, got "0 sealed"/,
      /foreshock run tiny --question tiny$/,
    );
  });

  it("another family is refused", async () => {
    const answer = await foreshock(closed, "run", "chain", "--question", "tiny");
    expectProblem(
      answer,
      2,
      /the family of question tiny is required, got "chain"/,
      /foreshock run tiny --question tiny/,
    );
  });

  it("held-out runs are sealed without a word about their results", async () => {
    const place = copyOf(closed);
    const { out, err } = await must(place, "run", "tiny", "--question", "tiny");
    const lines = (await must(copyOf(closed), "run", "tiny", "--question", "tiny", "--json")).out;
    for (const metric of Object.keys(METRICS)) expect(out + err + lines).not.toContain(metric);
    expect(out + lines).not.toMatch(/loss|nats/);
    for (const { value } of sealedRowsIn(place))
      if (String(value).length > 5) expect(out + err).not.toContain(String(value));
    expect((await json(place, "status")).questions[0]).toMatchObject({
      stage: "sealed",
      heldOut: { sealed: 1, total: 1 },
    });
    const before = read(place, LEDGER);
    expect((await must(place, "run", "tiny", "--question", "tiny")).out).toMatch(/nothing to train/);
    expect(read(place, LEDGER)).toBe(before);
  });

  it("the same commitments give the same held-out rows on another copy", async () => {
    const [a, b] = [copyOf(closed), copyOf(closed)];
    for (const place of [a, b]) await must(place, "run", "tiny", "--question", "tiny");
    expect(sealedTextIn(a)).toBe(sealedTextIn(b));
  });
});

function sealedTextIn(place: Place): string {
  const line = read(place, LEDGER).trim().split("\n").at(-1)!;
  return read(place, `predictions/${JSON.parse(line).body.path}`);
}

function sealedRowsIn(place: Place): { value: number }[] {
  const { rows } = JSON.parse(sealedTextIn(place));
  expect(rows.length).toBeGreaterThan(20);
  return rows;
}
