/** foreshock report: writes the page of one question, as far as the question has come. */
import path from "node:path";
import { publishable } from "../report/input.ts";
import { verdict } from "../report/verdict.ts";
import { writeReport } from "../report/write.ts";
import { readBook, stateBy } from "../study/ledger.ts";
import { findProject } from "../study/project.ts";
import { reportInput } from "../study/reportInput.ts";
import { checkProject } from "../study/verify.ts";
import { next } from "./output.ts";
import type { Context, Result } from "./verb.ts";

/** Writes reports/<name>/index.html and its figures, and says where. */
export async function report(text: string, context: Context): Promise<Result> {
  const project = findProject(context);
  const ledger = readBook(project);
  const state = stateBy(ledger, text);
  const input = reportInput(ledger!, state, await checkProject(project));
  const files = await writeReport(path.join(project.reports, state.name), input);
  const sentence = verdict(publishable(input));
  const relative = files.map((file) => path.relative(project.dir, file));
  const written = [
    sentence,
    `written: ${files[0]} (open it in a browser; it needs no network)`,
    `  beside it: ${relative
      .slice(1)
      .map((file) => path.basename(file))
      .join(", ")}`,
  ];
  return {
    data: { name: state.name, verdict: sentence, files: relative },
    text: [...written, next("foreshock verify")],
  };
}
