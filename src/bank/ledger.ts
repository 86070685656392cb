/** What was forecast about the blind half of the bank before its held-out runs existed, and what came: once per family, through a ledger. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { byText } from "../base/byText.ts";
import { exists } from "../base/files.ts";
import { Forecast, Outcome, Question, Score } from "../records.ts";
import { hex64 } from "../specs.ts";
import { bankFiles } from "./bank.ts";
import { parsedPack } from "./packed.ts";

/**
 * One question with everything that was revealed: forecasts to five digits and without their parameters, the outcome, all scores; `root` is the ledger's
 * Merkle root when it was closed, before any held-out run of it began.
 */
export const BankQuestion = z.strictObject({
  question: Question,
  root: hex64,
  outcome: Outcome,
  forecasts: z.array(Forecast.omit({ parameters: true, rationale: true, evidence: true })),
  scores: z.array(Score),
});
export type BankQuestion = z.infer<typeof BankQuestion>;

const ENDING = ".ledger.json";

/** Returns the path of what the ledger held about one task's families. */
export const bankLedgerFile = (project: string, task: string): string =>
  path.join(bankFiles(project, task).folder, `${task}${ENDING}`);

/** Returns the scored questions of the blind half, by task and family; none before they were asked. Errors (integrity): broken files. */
export function readBankLedger(project: string): BankQuestion[] {
  const { folder } = bankFiles(project, "");
  const files = exists(folder) ? readdirSync(folder).filter((file) => file.endsWith(ENDING)) : [];
  return files
    .sort(byText)
    .flatMap((file) => parsedPack(z.array(BankQuestion), path.join(folder, file), "take it from the repository again"));
}
