/** The question of the fixture in every state a report can meet. */
import { digest } from "../../src/base/canonical.ts";
import type { ReportInput } from "../../src/report/input.ts";
import {
  heldOutRows,
  observedRows,
  outcome,
  persistence,
  question,
  questionId,
  scores,
  sealed,
  tokenOls,
} from "./fixture.ts";

const entry = (seq: number, kind: string, what: string) => ({
  seq,
  at: `2026-02-03T10:${10 + seq}:00Z`,
  kind,
  what,
  hash: digest({ seq, kind }),
});

/** Everything opened and scored. */
export const scored: ReportInput = {
  question,
  questionId,
  defaultForecaster: "bayes-mix",
  openings: 1,
  state: "scored",
  rows: [...observedRows, ...heldOutRows],
  forecasts: [persistence, tokenOls],
  registered: [
    entry(0, "ledger-open", "ledger foreshock/demo"),
    entry(1, "question-open", "chain-demo"),
    entry(2, "evidence", "525 rows of 15 runs"),
    entry(3, "commit", "persistence"),
    entry(4, "commit", "token-ols"),
    entry(5, "commit", "a third forecaster"),
    entry(6, "close", "chain-demo"),
    entry(7, "reveal", "persistence"),
    entry(8, "reveal", "token-ols"),
    entry(9, "held-start", "9 runs, seeds drawn from the ledger"),
    entry(10, "sealed", "9 runs"),
    entry(11, "outcome", "jump in (d32, d40]"),
    entry(12, "score", "2 forecasters"),
  ],
  unrevealed: [{ seq: 5, author: digest("ada"), commitment: sealed.commitment }],
  refused: [{ forecaster: "two-step", reason: "no observed run has a loss beside accuracy" }],
  outcome,
  scores,
  verify: {
    ok: true,
    checks: [
      { id: "bytes", ok: true, made: true, value: "13 canonical lines" },
      { id: "chain", ok: true, made: true, value: "seq 0 to 12 without gaps" },
      { id: "head", ok: true, made: true, value: `root ${digest("root").slice(0, 16)}` },
      { id: "seeds", ok: true, made: true, value: "9 of 9 drawn after close" },
      { id: "scores", ok: true, made: true, value: "12 scores recomputed" },
    ],
  },
  level: "L1",
  versions: { foreshock: "0.1.0", node: "20.20.2", "onnxruntime-node": "1.30.0" },
};

/** The other states a question passes through. */
export const states: Record<string, ReportInput> = {
  "no forecast": {
    ...scored,
    state: "open",
    rows: observedRows,
    forecasts: [],
    registered: scored.registered.slice(0, 3),
    unrevealed: [],
    outcome: null,
    scores: [],
    verify: null,
  },
  sealed: {
    ...scored,
    state: "open",
    rows: observedRows,
    forecasts: [sealed],
    registered: scored.registered.slice(0, 6),
    unrevealed: [],
    outcome: null,
    scores: [],
    verify: null,
  },
  running: {
    ...scored,
    state: "running",
    rows: observedRows,
    forecasts: [],
    registered: scored.registered.slice(0, 7),
    unrevealed: [3, 4, 5].map((seq) => ({ seq, author: digest("ada"), commitment: digest({ commitment: seq }) })),
    outcome: null,
    scores: [],
  },
  revealed: {
    ...scored,
    state: "sealed",
    rows: observedRows,
    registered: scored.registered.slice(0, 9),
    outcome: null,
    scores: [],
  },
  "no rows": {
    ...scored,
    state: "registered",
    rows: [],
    forecasts: [],
    registered: [],
    unrevealed: [],
    outcome: null,
    scores: [],
    verify: null,
    versions: {},
  },
  "opened, not scored": { ...scored, scores: [] },
  scored,
};
