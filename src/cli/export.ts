/** foreshock export: writes all scored questions with their revealed forecasts in a form that other people's programs read. */
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { plural } from "../base/words.ts";
import { exportHub, type WrittenHub } from "../hub/export.ts";
import { questionsToExport } from "../study/finished/toExport.ts";
import { next } from "./output.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

/**
 * Writes the project's scored forecasts as a hubverse hub into `folder` (hub/ in the project by default) and says what is in it.
 * Errors (usage): another format than hub, no scored question, a folder with anything else in it.
 */
export async function exportForecasts(format: string, folder: string | undefined, context: Context): Promise<Result> {
  if (format !== "hub")
    throw usageError("export", "one of the formats hub is required", format, "foreshock export hub");
  const study = studyOf(context);
  const { origin, questions } = questionsToExport(study);
  const dir = folder === undefined ? path.join(study.dir, "hub") : path.resolve(context.cwd, folder);
  const hub = exportHub(dir, origin, questions);
  const counts = questions.map(({ question, forecasts, notRevealed }) => {
    return { question: question.name, notRevealed, forecasts: forecasts.length };
  });
  return {
    data: { dir, questions: counts, files: hub.files },
    text: [...summary(hub, counts), next("foreshock verify")],
  };
}

type Count = { question: string; forecasts: number; notRevealed: number };

function summary({ dir, numModels }: WrittenHub, counts: readonly Count[]): string[] {
  const forecasts = counts.reduce((sum, one) => sum + one.forecasts, 0);
  const hidden = counts.filter((one) => one.notRevealed > 0);
  const numHidden = hidden.reduce((sum, one) => sum + one.notRevealed, 0);
  const names = hidden.map((one) => one.question).join(", ");
  return [
    `written: ${dir}, a hubverse hub (schema v6.0.0): ${plural(counts.length, "scored question")}, ${plural(numModels, "model")}, ${plural(forecasts, "forecast")}`,
    ...(numHidden > 0 ? [`left out, because never revealed: ${plural(numHidden, "forecast")} (${names})`] : []),
    "  auxiliary-data/foreshock-scores.csv has the scores to compare with those of hubEvals; README.md says how",
  ];
}
