/** A task of an import, as far as it is known: told from import.json and a question's file, without a row. */
import { digest } from "../../base/canonical.ts";
import { externalTask } from "../../question/imported.ts";
import type { ExternalTask, ImportQuestionFile } from "../../records.ts";
import type { ImportInfo } from "../../source/info.ts";

/** Returns a task of an import, with what a question's file knows of it beside its name. */
export function importedTask(
  info: ImportInfo,
  name: string,
  known: Pick<ImportQuestionFile, "success" | "answerLength"> = {},
): ExternalTask {
  return externalTask(name, digest({ import: digest(info), task: name }), known);
}
