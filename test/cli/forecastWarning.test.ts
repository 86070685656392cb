/** What is said of a forecaster that did worse than nothing, and of one that could not answer, when others are committed. */
import { afterAll, expect, it } from "vitest";
import { openStudy } from "../../src/study/project.ts";
import { reportOn } from "../../src/study/reportInput.ts";
import { json, must } from "./foreshock.ts";
import { ask, QUESTION, tableProject } from "./imported.ts";

const place = await tableProject();
afterAll(place.remove);

it("commits a forecaster that lost inside the evidence with a warning, and remembers who could not answer", async () => {
  // early in training nothing moves from one model to the next
  ask(place, QUESTION.replaceAll("step: 100", "step: 50"), "flat");
  await must(place, "register", "flat");
  const asked = ["forecast", "flat", "--by", "climatology", "--by", "margin"];
  const warning =
    /climatology lost to persistence at rolling origins inside the evidence: mean CRPS \S+ against \S+ over 1 target, \d in its 90 % interval/;
  expect((await json(place, ...asked, "--dry-run")).warnings).toEqual([expect.stringMatching(warning)]);
  const { out } = await must(place, ...asked);
  expect(out).toMatch(new RegExp(`^warning: ${warning.source}$`, "m"));
  expect(out).not.toMatch(/warning: persistence/);
  const { refused } = await reportOn(openStudy(place.dir, { home: place.home, now: () => "" }), "flat");
  expect(refused).toEqual([{ forecaster: "margin", reason: expect.stringContaining("margin") }]);
});
