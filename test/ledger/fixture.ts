/** A small question played through by the ledger's own functions, for the tests of this folder. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inject } from "vitest";
import { canonical, digest } from "../../src/base/canonical.ts";
import { commitForecast, reveal } from "../../src/ledger/commit.ts";
import { openSecrets } from "../../src/ledger/crypto/keys.ts";
import { prevHash, signEntry } from "../../src/ledger/entry.ts";
import { writeHead } from "../../src/ledger/head.ts";
import { heldOutSeeds, sealHeldOut, startHeldOut } from "../../src/ledger/heldOut.ts";
import type { Writer } from "../../src/ledger/ledger.ts";
import { openLedger, questionStates } from "../../src/ledger/ledger.ts";
import type { Revealed } from "../../src/ledger/ledgeredFiles.ts";
import { openOutcome } from "../../src/ledger/outcome.ts";
import { closeQuestion, openQuestion, registerEvidence } from "../../src/ledger/question.ts";
import { verify } from "../../src/ledger/verify.ts";
import { evidenceDigest } from "../../src/question/digest.ts";
import type { Evidence, Forecast, LedgerEntry, Measurement, Outcome, Question, Score } from "../../src/records.ts";
import { madeQuestion, madeTask } from "../made/question.ts";
import { madeRow } from "../made/row.ts";

export const AT = "2026-11-21T09:00:00Z";
export const now = () => AT;

/** Returns a fresh folder that goes when the tests are done. */
export const temporary = (): string => mkdtempSync(path.join(inject("scratch"), "ledger-"));

export const question = (over: Partial<Question> = {}): Question =>
  madeQuestion({
    task: madeTask({ params: { hops: 2 }, vocab: 16, promptLength: 8, fingerprint: "a".repeat(64) }),
    familyDigest: "b".repeat(64),
    numSeeds: 2,
    numExamples: 100,
    ...over,
  });

export const evidenceOf = (id: string): Evidence => {
  const rows = [madeRow({ run: "r0" }), madeRow({ run: "r1", nParams: 4000, value: 0.25 })];
  return { question: id, digest: evidenceDigest({ rows, answers: [] }), rows, answers: [] };
};

export const forecastOf = (id: string, over: Partial<Forecast> = {}): Forecast => ({
  question: id,
  forecaster: "persistence",
  evidence: evidenceOf(id).digest,
  targets: [{ rung: "l", nParams: 16000, distribution: { x: [0, 0.3, 1], p: [0, 0.5, 1] }, success: 0.4 }],
  jump: [0.2, 0.3, 0.5],
  sharpness: null,
  // a number that jq spells differently from RFC 8785
  parameters: { tiny: 1.5e-107 },
  rationale: null,
  ...over,
});

export const outcomeOf = (id: string, rows: readonly Measurement[]): Outcome => ({
  question: id,
  rungs: [
    {
      rung: "l",
      nParams: 16000,
      value: rows.reduce((sum, r) => sum + r.value, 0) / rows.length,
      stderr: 0.01,
      seeds: rows.map((r) => ({ seed: r.seed, value: r.value })),
    },
  ],
  jumpBin: 1,
  sharpness: 0.2,
});

export const scoresOf = (id: string, revealed: readonly Revealed[]): Score[] =>
  revealed.map(({ author, forecast }) => ({
    question: id,
    author,
    forecaster: forecast.forecaster,
    rule: "crps",
    rung: null,
    value: forecast.jump[0]!,
    baselineValue: null,
    skill: null,
  }));

/** The stand-in for score: computes from what `verify` hands over, so that a change anywhere shows. */
export const rescore = (q: Question, revealed: Revealed[], rows: Measurement[]) => {
  const id = digest(q);
  const heldOut = rows.filter((r) => r.nParams === 16000);
  return { outcome: outcomeOf(id, heldOut), scores: scoresOf(id, revealed) };
};

/** A ledger in play, its writer and the question asked. */
export type Played = Writer & { root: string; dir: string; id: string };

/** Opens a ledger and a question, up to registered evidence. */
export function start(over: Partial<Question> = {}, root = temporary()): Played {
  const [dir, secrets] = [path.join(root, "predictions"), openSecrets(path.join(root, "private"))];
  const writer = openLedger(dir, { name: "test", secrets, now });
  const id = openQuestion(writer, question(over));
  registerEvidence(writer, evidenceOf(id));
  return { ...writer, root, dir, id };
}

export function commitTwo({ ledger, secrets, id }: Played) {
  commitForecast({ ledger, secrets, now }, forecastOf(id));
  commitForecast({ ledger, secrets, now }, forecastOf(id, { forecaster: "token-line", jump: [0.1, 0.8, 0.1] }));
}

export const heldRow = (seed: string, index: number) =>
  madeRow({ run: `h${index}`, nParams: 16000, seed, value: 0.5 + index / 8 });

export function runHeldOut({ ledger, secrets, id }: Played) {
  const { runs } = questionStates(ledger).find((state) => state.id === id)!;
  for (const { index, seed } of heldOutSeeds(ledger, id)) {
    if (runs.get(index)?.sealed != null) continue;
    startHeldOut({ ledger, secrets, now }, id, { index, runKey: `h${index}` });
    sealHeldOut({ ledger, secrets, now }, id, { runKey: `h${index}`, rows: [heldRow(seed, index)] });
  }
}

export function resultsOf({ ledger, secrets, id }: Played) {
  const rows = heldOutSeeds(ledger, id).map(({ seed, index }) => heldRow(seed, index));
  const revealed = [
    { author: secrets.keyId, forecast: forecastOf(id) },
    { author: secrets.keyId, forecast: forecastOf(id, { forecaster: "token-line", jump: [0.1, 0.8, 0.1] }) },
  ];
  const heldOut = rows.filter((r) => r.nParams === 16000);
  return { outcome: outcomeOf(id, heldOut), scores: scoresOf(id, revealed) };
}

/** The steps of one question after its evidence, in order. */
export const STEPS: [string, (played: Played) => void][] = [
  ["commit", commitTwo],
  ["close", (played) => closeQuestion(played, played.id)],
  ["reveal", (played) => reveal(played, played.id)],
  ["held-out", runHeldOut],
  ["outcome", (played) => openOutcome(played, played.id, resultsOf(played))],
];

/** Plays the steps up to and including `last`: all of them by default, none for "none". */
export function play(played: Played = start(), last = "outcome"): Played {
  const end = STEPS.findIndex(([name]) => name === last);
  for (const [, step] of STEPS.slice(0, end + 1)) step(played);
  return played;
}

/**
 * What the holder of the key could do: write the ledger anew with other bodies (null leaves a line out) and times, with correct hashes, signatures
 * and head; returns the first check that fails.
 */
export function rebuild(
  p: Pick<Played, "dir" | "ledger" | "secrets">,
  change: (entry: LedgerEntry) => Record<string, unknown> | null,
  time = (entry: LedgerEntry) => entry.at,
) {
  const [entries, lines]: [LedgerEntry[], string[]] = [[], []];
  for (const old of p.ledger.entries) {
    const body = change(old);
    if (body === null) continue;
    const { kind } = old;
    const entry = signEntry(
      { seq: entries.length, prev: prevHash(lines.at(-1)), at: time(old), kind, body: body as LedgerEntry["body"] },
      p.secrets,
    );
    entries.push(entry);
    lines.push(canonical(entry));
  }
  writeFileSync(path.join(p.dir, "ledger.jsonl"), lines.map((line) => `${line}\n`).join(""));
  rmSync(path.join(p.dir, "ledger.head"));
  writeHead(p.dir, String(p.ledger.entries[0]!.body.origin), lines, p.secrets);
  return verify(p.dir, { rescore }).firstBad;
}
