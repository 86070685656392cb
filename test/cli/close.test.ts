/** Closing cannot be undone, so it asks: nothing is closed by a slip, by another name, or by a script that does not say so. */
import { expect, it } from "vitest";
import { run } from "../../src/cli/program.ts";
import { copyOf, foreshock, must, type Place, QUIET, read } from "./foreshock.ts";
import { expectProblem } from "./problem.ts";
import { LEDGER, playedStages } from "./stages.ts";

const { committed } = await playedStages();

/** Closes `tiny` as somebody who types this; returns the exit status, what was said, and what was asked. */
async function typing(place: Place, typed: string, ...more: string[]) {
  const [out, err, asked]: string[][] = [[], [], []];
  const io = {
    ...QUIET,
    cwd: place.dir,
    env: { FORESHOCK_HOME: place.home },
    out: (text: string) => void out!.push(text),
    err: (text: string) => void err!.push(text),
    ask: async (line: string) => {
      asked!.push(line);
      return typed;
    },
  };
  const code = await run(["close", "tiny", ...more], io);
  return { code, out: out!.join(""), err: err!.join(""), asked: asked! };
}

it("closes when the name is typed, and asks no more where it is closed", async () => {
  const place = copyOf(committed);
  const first = await typing(place, " tiny ");
  expect({ code: first.code, asked: first.asked }).toEqual({
    code: 0,
    asked: [expect.stringMatching(/^tiny has 2 commitments; after that no forecast can be added/)],
  });
  const again = await typing(place, "no");
  expect([again.code, again.asked]).toEqual([0, []]);
  expect(again.out).toContain("is closed (it was before)");
});

it.each(["", "no", "tinY"])("leaves the ledger as it was when %j is typed", async (typed) => {
  const place = copyOf(committed);
  const before = read(place, LEDGER);
  const { code, err } = await typing(place, typed);
  expect([code, err.split("\n")[0]]).toEqual([2, expect.stringContaining("the name tiny is required to close it")]);
  expect(read(place, LEDGER)).toBe(before);
});

it("needs --yes where nobody can be asked, with --json too, and does not offer it as the thing to try", async () => {
  const place = copyOf(committed);
  expectProblem(
    await foreshock(place, "close", "tiny"),
    2,
    /somebody who types tiny, or --yes, is required/,
    /close --help/,
  );
  const json = await typing(place, "tiny", "--json");
  expect([json.code, json.asked]).toEqual([2, []]);
  expect((await must(place, "close", "tiny", "--yes")).out).toContain("tiny is closed: 2 forecasts count");
});
