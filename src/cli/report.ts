/** foreshock report: writes the page of one question, as far as the question has come. */
import path from "node:path";
import { publishable } from "../report/input.ts";
import { verdict } from "../report/verdict.ts";
import { writeReport } from "../report/write.ts";
import { reportOn } from "../study/reportInput.ts";
import { next } from "./output.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

/** Writes reports/<name>/index.html and its figures, and says where. */
export async function report(text: string, context: Context): Promise<Result> {
  const study = studyOf(context);
  const input = await reportOn(study, text);
  const { name } = input.question;
  const files = await writeReport(path.join(study.reports, name), input);
  const sentence = verdict(publishable(input));
  const relative = files.map((file) => path.relative(study.dir, file));
  const written = [
    sentence,
    `written: ${files[0]} (open it in a browser; it needs no network)`,
    `  beside it: ${relative
      .slice(1)
      .map((file) => path.basename(file))
      .join(", ")}`,
  ];
  return {
    data: { name, verdict: sentence, files: relative },
    text: [...written, next("foreshock verify")],
  };
}
