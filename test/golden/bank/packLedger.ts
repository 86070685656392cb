/** What a project's ledger knows about families of the bank, for their packs: the seeds it drew, and scored questions as they were revealed. */
import path from "node:path";
import type { BankRecord } from "../../../src/bank/bank.ts";
import { type BankQuestion, bankLedgerFile } from "../../../src/bank/ledger.ts";
import { exists, writeFileAtomic } from "../../../src/base/files.ts";
import { readJson } from "../../../src/base/json.ts";
import { LEDGER_FILE, questionStates, readLedger } from "../../../src/ledger/ledger.ts";
import { revealedForecasts } from "../../../src/ledger/ledgeredFiles.ts";
import type { Forecast, Outcome, Score } from "../../../src/records.ts";

/** The scored question of a family, with the ledger that it stands in. */
function scoredOn(from: string, family: string) {
  const predictions = path.join(from, "predictions");
  if (!exists(path.join(predictions, LEDGER_FILE))) return null;
  const ledger = readLedger(predictions);
  const state = questionStates(ledger).find(({ question, scored }) => question.family === family && scored !== null);
  return state === undefined ? null : { ledger, state, folder: path.join(predictions, state.name) };
}

/** Returns the seeds drawn for a family's held-out runs, each rung's numbered from 0; none before its question is scored. */
export function drawnFor(from: string, family: string): BankRecord["drawn"] {
  const runs = [...(scoredOn(from, family)?.state.runs.values() ?? [])].sort((a, b) => a.index - b.index);
  const before = new Map<string, number>();
  return runs.map(({ rung, seed }) => {
    const index = before.get(rung) ?? 0;
    before.set(rung, index + 1);
    return { family, rung, index, seed };
  });
}

/** Writes what the ledger holds about one task's families into its pack, one question a line; nothing where none is scored. */
export function packLedger(from: string, to: string, task: string, families: readonly string[]): void {
  const questions = families.flatMap((family): BankQuestion[] => {
    const scored = scoredOn(from, family);
    if (scored === null) return [];
    const { ledger, state, folder } = scored;
    return [
      {
        question: state.question,
        root: state.closeRoot!,
        outcome: readJson(path.join(folder, "outcome.json")) as Outcome,
        forecasts: revealedForecasts(ledger, state).map(({ forecast }) => packed(forecast)),
        scores: readJson(path.join(folder, "scores.json")) as Score[],
      },
    ];
  });
  if (questions.length === 0) return;
  const lines = questions.map((question) => JSON.stringify(question));
  writeFileAtomic(bankLedgerFile(to, task), `[\n${lines.join(",\n")}\n]\n`);
}

/** A forecast without its parameters, its numbers to five digits. */
function packed({ question, forecaster, targets, jump, sharpness }: Forecast): BankQuestion["forecasts"][number] {
  const rounded = JSON.stringify({ question, forecaster, targets, jump, sharpness }, (_, value) =>
    typeof value === "number" ? Number(value.toPrecision(5)) : value,
  );
  return JSON.parse(rounded);
}
