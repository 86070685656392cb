/** The accuracy of an exact-match task is its exact match: every forecaster that knows about answers says the same of both. */
import { expect, it } from "vitest";
import { rootKey } from "../../src/base/random.ts";
import { margin } from "../../src/forecast/answers/margin.ts";
import { bayesMix } from "../../src/forecast/bayesMix/bayesMix.ts";
import { evidenceFor } from "../../src/forecast/evidence.ts";
import { tokenLine } from "../../src/forecast/tokens/tokenLine.ts";
import type { Forecast } from "../../src/records.ts";
import { evidence, question } from "./sample.ts";
import { resultOf } from "./world.ts";

it.each([bayesMix, tokenLine, margin])("$name", (forecaster) => {
  const renamed = { ...question, metric: "accuracy" };
  const rows = evidence.rows.map((row) => (row.metric === "exactMatch" ? { ...row, metric: "accuracy" } : row));
  const said = [
    resultOf(forecaster, question, evidence, rootKey("same")),
    resultOf(forecaster, renamed, evidenceFor(renamed, rows, evidence.answers), rootKey("same")),
  ].map((result): Pick<Forecast, "targets" | "jump"> | string =>
    result.ok ? { targets: result.forecast.targets, jump: result.forecast.jump } : result.reason,
  );
  expect(said[0]).toHaveProperty("targets");
  expect(said[1]).toEqual(said[0]);
});
