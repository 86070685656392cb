/** The checks of a predictions folder, one function each, in the order in which `verify` runs them; each returns what it found or throws. */
import { digest } from "../base/canonical.ts";
import { integrityError } from "../base/errors.ts";
import { isImported } from "../question/imported.ts";
import { checkOutcome, checkScores, type Rescore } from "./checkResults.ts";
import { parseVerifier } from "./crypto/signedNote.ts";
import { place, requireChain, requireSignatures } from "./entry.ts";
import { type Finding, foundIn } from "./finding.ts";
import { openHead, readHead, requirePrefix } from "./head.ts";
import { drawnRuns } from "./heldOut.ts";
import { bodyOf } from "./kinds.ts";
import { isAsRead, LEDGER_FILE, type Ledger, readLines } from "./ledger.ts";
import { evidenceRows, type Opened, openedCommitments, requireCommitmentFile, sealedRows } from "./ledgeredFiles.ts";
import { replay } from "./rules.ts";
import { primaries, type QuestionState, unrevealed, type World } from "./state.ts";
import { strayFiles } from "./strayFiles.ts";

/** Stable ids of the checks. */
export type CheckId =
  | "lines"
  | "signatures"
  | "chain"
  | "times"
  | "head"
  | "older-heads"
  | "questions"
  | "states"
  | "seeds"
  | "evidence"
  | "commitments"
  | "reveals"
  | "sealed"
  | "outcome"
  | "scores"
  | "files";

/** What verify may be given besides the folder. */
export type VerifyOptions = {
  rescore?: Rescore;
  /** Heads of this ledger that somebody kept (signed notes): the ledger has to continue each. */
  heads?: readonly string[];
  /** The folder's ledger where the caller has just read it: lines that still stand in the file are not checked a second time. */
  ledger?: Ledger;
};

/** What the checks share: `ledger` is there after `lines`, `world` after `states`. */
export type Context = { dir: string; options: VerifyOptions; ledger: Ledger; world: World };
/** One check; when it fails and `stops`, the later ones have nothing to stand on. */
export type Step = { id: CheckId; stops?: true; run: (context: Context) => Finding };

/** All checks in order. */
export const STEPS: Step[] = [
  { id: "lines", stops: true, run: checkLines },
  {
    id: "signatures",
    stops: true,
    run: ({ ledger, options }) => {
      if (ledger !== options.ledger) requireSignatures(ledger.entries);
      return `${ledger.entries.length} valid`;
    },
  },
  {
    id: "chain",
    stops: true,
    run: ({ ledger, options }) => {
      if (ledger !== options.ledger) requireChain(ledger.entries, ledger.lines);
      return `seq 0 to ${ledger.lines.length - 1}`;
    },
  },
  { id: "times", run: checkTimes },
  { id: "head", stops: true, run: checkHead },
  { id: "older-heads", stops: true, run: checkOlderHeads },
  { id: "questions", stops: true, run: checkQuestions },
  {
    id: "states",
    stops: true,
    run: (context) => {
      context.world = replay(context.ledger.entries);
      const all = questions(context.world);
      return foundIn(all.length, all.map(describe).join("; ") || "no question");
    },
  },
  { id: "seeds", run: checkSeeds },
  {
    id: "evidence",
    run: ({ ledger, world }) => {
      const rows = questions(world).flatMap((state) => evidenceRows(ledger, state));
      return foundIn(rows.length, `${rows.length} observed rows as logged`);
    },
  },
  {
    id: "commitments",
    run: ({ ledger, world }) => {
      const commits = questions(world).flatMap((state) => state.commits);
      for (const commit of commits) requireCommitmentFile(ledger, commit);
      return foundIn(commits.length, `${commits.length} as logged`);
    },
  },
  {
    id: "reveals",
    run: ({ ledger, world }) => {
      const opened = questions(world).flatMap((state) => openedCommitments(ledger, state));
      requireFresh(opened);
      const text = `${opened.length} of ${questions(world).flatMap(primaries).length} commitments opened`;
      return foundIn(opened.length, text);
    },
  },
  {
    id: "sealed",
    run: ({ ledger, world }) => {
      const rows = questions(world).flatMap((state) => sealedRows(ledger, state));
      const runs = questions(world).flatMap((state) => [...state.runs.values()]);
      const pending = runs.filter((run) => run.sealed === null).length;
      return foundIn(rows.length, `${rows.length} rows; ${pending} started and not sealed`);
    },
  },
  { id: "outcome", run: checkOutcome },
  { id: "scores", run: checkScores },
  { id: "files", run: ({ dir, world }) => foundIn(world.questions.size, strayFiles(dir, world)) },
];

function checkLines(context: Context): string {
  const { dir, options } = context;
  const given = options.ledger !== undefined && isAsRead(options.ledger) ? options.ledger : undefined;
  context.ledger = given ?? { dir, ...readLines(dir) };
  const { lines, torn } = context.ledger;
  if (torn !== null)
    throw integrityError(
      place(lines.length),
      "a final newline is required (a torn write?)",
      torn,
      "foreshock verify --repair",
    );
  if (lines.length === 0)
    throw integrityError(LEDGER_FILE, "at least one line is required", 0, "restore it from a copy");
  return `${lines.length} canonical`;
}

function ownVerifier(ledger: Ledger) {
  const { origin, verifier } = bodyOf(ledger.entries[0]!, "ledger-open");
  return { origin, verifier: parseVerifier(verifier) };
}

function checkHead({ dir, ledger }: Context): Finding {
  const { origin, verifier } = ownVerifier(ledger);
  const note = readHead(dir);
  if (note === null && ledger.lines.length === 1) return { none: "not written yet (an interrupted first step)" };
  if (note === null)
    throw integrityError("ledger.head", "a readable file is required", "none", "restore it from a copy");
  const head = openHead(note, verifier, "ledger.head");
  requirePrefix(head, origin, ledger.lines, "ledger.head");
  const behind = head.size < ledger.lines.length ? " (the last step was interrupted; the next one signs the rest)" : "";
  return `root ${head.root.toString("hex").slice(0, 12)} over ${head.size} of ${ledger.lines.length} lines${behind}`;
}

function checkOlderHeads({ ledger, options }: Context): Finding {
  const { origin, verifier } = ownVerifier(ledger);
  const sizes = (options.heads ?? []).map((note, i) => {
    const head = openHead(note, verifier, `older head ${i + 1}`);
    requirePrefix(head, origin, ledger.lines, `older head ${i + 1}`);
    return head.size;
  });
  return sizes.length === 0
    ? { none: "none given: a rebuilt ledger would not be noticed" }
    : `continues the heads at ${sizes.join(", ")} lines`;
}

function checkQuestions({ ledger }: Context): Finding {
  const opened = ledger.entries.filter((entry) => entry.kind === "question-open");
  for (const entry of opened) {
    const { id, question } = bodyOf(entry, "question-open");
    const found = digest(question);
    if (found !== id)
      throw integrityError(
        place(entry.seq),
        `id ${found} (SHA-256 of the question) is required`,
        id,
        "foreshock verify",
      );
  }
  return foundIn(opened.length, `${opened.length} opened, every id as computed`);
}

function checkSeeds({ world }: Context): Finding {
  const all = questions(world).flatMap((state) => [...state.runs.values()].map((run) => ({ state, run })));
  const started = all.filter(({ state }) => !isImported(state.question));
  for (const { state, run } of started) {
    const { seed } = drawnRuns(state)[run.index]!;
    if (seed !== run.seed)
      throw integrityError(
        place(run.started),
        `seed ${seed} (HKDF of shares and close root) is required`,
        run.seed,
        "foreshock verify",
      );
  }
  const imported = all.length - started.length;
  const rest = imported > 0 ? `; ${imported} of imported results, nothing drawn` : "";
  return foundIn(started.length, `${started.length} drawn, recomputed${rest}`);
}

/** A nonce that opens two commitments was not drawn for either. */
function requireFresh(opened: readonly Opened[]): void {
  const seen = new Set<string>();
  for (const { nonce, forecast } of opened) {
    if (seen.has(nonce))
      throw integrityError(
        "reveals",
        "a nonce of its own for every commitment is required",
        forecast.forecaster,
        "foreshock verify --json",
      );
    seen.add(nonce);
  }
}

/** Times are labels; a writer whose clock ran backwards is told of, because it may have been set. */
function checkTimes({ ledger: { entries } }: Context): Finding {
  const at = entries.findIndex((entry, i) => i > 0 && Date.parse(entry.at) < Date.parse(entries[i - 1]!.at));
  if (at < 0) return `${entries.length} in order`;
  return `warning: ${place(at)} is dated ${entries[at]!.at}, the line before it ${entries[at - 1]!.at}; times are labels, order comes from the lines`;
}

function describe(state: QuestionState): string {
  const missing = unrevealed(state).length;
  const parts = [`${state.name} ${state.id.slice(0, 12)}`, `${primaries(state).length} registered`];
  if (state.closed !== null && missing > 0) parts.push(`${missing} not revealed`);
  if (state.openings > 1) parts.push(`opening ${state.openings} of this recipe`);
  const known = primaries(state).filter(({ retrodiction }) => retrodiction).length;
  if (known > 0 && !isImported(state.question))
    parts.push(`L0: ${known} registered when results of this recipe were there`);
  if (isImported(state.question)) parts.push("L0: the imported results existed before");
  return parts.join(", ");
}

const questions = (world: World) => [...world.questions.values()];
