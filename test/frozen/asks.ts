/** What is frozen of a forecast: its digest, and enough of it in figures to see what moved when the digest does. */
import { digest } from "../../src/base/canonical.ts";
import { rootKey } from "../../src/base/random.ts";
import { askOf } from "../../src/forecast/ask.ts";
import { forecastOf } from "../../src/forecast/asking.ts";
import type { Forecaster } from "../../src/forecast/forecaster.ts";
import { FORECASTERS } from "../../src/forecast/forecasters.ts";
import { quantile } from "../../src/math/distribution.ts";
import type { Evidence, Question } from "../../src/records.ts";

const six = (value: number) => Number(value.toPrecision(6));

/** Returns, by forecaster, digest, medians and jump masses of its forecast, or its reason for having none; the question's id is the key. */
export function frozen(question: Question, evidence: Evidence, forecasters: readonly Forecaster[] = FORECASTERS) {
  const id = digest(question);
  const ask = askOf(question, evidence);
  return Object.fromEntries(
    forecasters.map((forecaster) => {
      const result = forecastOf(forecaster, ask, rootKey(id));
      if (!result.ok) return [forecaster.name, result.reason];
      const { targets, jump } = result.forecast;
      const medians = targets.map(({ distribution }) => six(quantile(distribution, 0.5)));
      return [forecaster.name, { digest: digest(result.forecast), medians, jump: jump.map(six) }];
    }),
  );
}

/** Returns the text of a golden file: one line per entry of the two outermost levels, so that differences can be read. */
export function goldenText(entries: Record<string, Record<string, unknown>>): string {
  const inner = (own: Record<string, unknown>) =>
    Object.entries(own).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const outer = Object.entries(entries).map(
    ([name, own]) => `  ${JSON.stringify(name)}: {\n${inner(own).join(",\n")}\n  }`,
  );
  return `{\n${outer.join(",\n")}\n}\n`;
}
