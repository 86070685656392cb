/** Where questions come from, together: nothing is counted twice, and only what the ledger asked is called blind. */
import { expect, it } from "vitest";
import { askedNames } from "../../src/benchmark/forecasters.ts";
import { readSources } from "../../src/benchmark/sources.ts";
import { example } from "./example.ts";

it("refuses a folder that is given twice, whose questions would count twice", async () => {
  await expect(readSources([example, example])).rejects.toThrow(
    /each question once over all --data folders is required/,
  );
});

it("calls a family of the bank blind at the cut that was asked through the ledger alone, and never where the threshold had to stop at 1", async () => {
  const asked = (await readSources([])).filter(({ source }) => source === "bank");
  const blind = asked.filter((one) => one.blind);
  expect(blind.length).toBeGreaterThan(10);
  expect(new Set(blind.map(({ question }) => question.name.split("-").at(-1)))).toEqual(new Set(["5"]));
  for (const { question } of blind) expect(question.threshold, question.name).toBeLessThan(1);
});

it("shows the candidate first, a reference too", () => {
  expect(askedNames("drift", []).slice(0, 2)).toEqual(["drift", "gaussian-process"]);
  expect(askedNames("persistence", ["drift"])).toEqual(["persistence", "gaussian-process", "drift", "climatology"]);
});
