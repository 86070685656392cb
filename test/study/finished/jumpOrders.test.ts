/** Two scored questions on one grid: which jumped first, what the forecasts of both implied, and what that costs. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { json, must, type Place } from "../../cli/foreshock.ts";
import { ask, importing, QUESTION, tableProject } from "../../cli/imported.ts";

let place: Place;
const remove: (() => void)[] = [];
afterAll(() => {
  for (const one of remove) one();
});

/** `toy` crosses .6 at its last place, `early` crosses .5 one place before. */
beforeAll(async () => {
  const made = await tableProject();
  remove.push(made.remove);
  place = made;
  ask(made, QUESTION.replace("threshold: 0.6", "threshold: 0.5"), "early");
  const names = ["toy", "early"];
  for (const name of names) {
    await must(place, "register", name);
    await must(place, "forecast", name, "--by", "persistence", "--by", "logit-accuracy-line");
    await must(place, "close", name, "--yes");
  }
  for (const name of names) await must(place, ...importing("toy", "--question", name));
  for (const name of names) await must(place, "score", name);
});

it("compare says which of two tasks was expected to jump first, and which did", async () => {
  const { orders } = await json(place, "compare", "toy");
  expect(
    orders.map(({ other, forecaster }: { other: string; forecaster: string }) => `${other} ${forecaster}`),
  ).toEqual(["early persistence", "early logit-accuracy-line"]);
  for (const { said, came, brier } of orders) {
    expect(came).toEqual({ before: 0, tie: 0, after: 1 });
    expect(said.before + said.tie + said.after).toBeCloseTo(1, 12);
    expect(brier).toBeCloseTo(said.before ** 2 + said.tie ** 2 + (said.after - 1) ** 2, 12);
  }
  const mirrored = (await json(place, "compare", "early")).orders;
  expect(mirrored[1].said.before).toBeCloseTo(orders[1].said.after, 12);
  expect(mirrored[1].brier).toBeCloseTo(orders[1].brier, 12);
  const { out } = await must(place, "compare", "toy");
  expect(out).toMatch(/when toy jumps, as the forecasts of both questions imply:/);
  expect(out).toMatch(/early +logit-accuracy-line .* after +\d\.\d{3}/);
});
