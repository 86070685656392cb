/** Held-out runs of a closed question: their seeds come from the ledger, each start is logged, and each is sealed as it finishes. */
import { usageError } from "../../base/errors.ts";
import { heldOutSeeds, sealHeldOut, startHeldOut } from "../../ledger/heldOut.ts";
import type { Writer } from "../../ledger/ledger.ts";
import type { QuestionState } from "../../ledger/state.ts";
import { isImported } from "../../question/imported.ts";
import { familyDigest } from "../../runs/buildFamily.ts";
import { runKey } from "../../runs/key.ts";
import { heldOutRuns } from "../../runs/plan.ts";
import type { Family } from "../../specs.ts";
import { readRegistered } from "../asking/file.ts";
import { nextFor } from "../evidenceSource.ts";
import { requireLedger, stateBy, writerOf } from "../ledger.ts";
import { nextCommand } from "../nextCommand.ts";
import type { Project, Study } from "../project.ts";
import { isFinished, rowsOf } from "../rows.ts";
import { type Trained, type TrainOptions, trainMissing } from "./train.ts";

/** The held-out runs of a question: what became of them, and the question. */
export type TrainedHeldOut = Trained & { state: QuestionState };

/** Says early, in words of a person, what the ledger decides at the first line: held-out runs start after the close, which draws their seeds. */
function requireTrainable(state: QuestionState): void {
  if (isImported(state.question))
    throw usageError(
      "run",
      `a question about a family is required: ${state.name} asks about imported results, which nobody trains here`,
      `import ${state.question.family}`,
      nextCommand(state),
    );
  if (state.closed !== null) return;
  throw usageError(
    "run",
    `held-out runs of ${state.name} cannot exist yet, their seeds are drawn when forecasts close: a closed question is required`,
    "an open one",
    "foreshock status",
  );
}

/**
 * Trains and seals what is missing of a closed question's held-out runs; `expected` is the family that whoever asks has in mind. Errors
 * (usage): a question about an import, one that is not closed, another family than the question's; (integrity) changed files.
 */
export async function trainHeldOut(
  study: Study,
  question: string,
  options: TrainOptions = {},
  expected?: () => Promise<Family>,
): Promise<TrainedHeldOut> {
  const ledger = requireLedger(study, question);
  const state = stateBy(ledger, question);
  requireTrainable(state);
  const family = await familyOf(study, state, await expected?.());
  const writer = writerOf(study, ledger);
  const drawn = heldOutSeeds(ledger, state.id);
  const specs = drawn.map((run) => ({ ...run, spec: heldOutRuns(family, [run])[0]! }));
  const pending = specs.filter(({ index }) => (state.runs.get(index)?.sealed ?? null) === null);
  for (const { index, spec } of pending) startHeldOut(writer, state.id, { index, runKey: runKey(spec) });
  const seals = sealer(study, writer, state.id);
  const trained = await trainMissing(
    study,
    pending.map(({ spec }) => spec),
    {
      ...options,
      onProgress: (event) => {
        if (event.phase === "done") seals.add(event.runKey);
        options.onProgress?.(event);
      },
    },
  );
  for (const { spec } of pending) if (isFinished(study, runKey(spec))) seals.add(runKey(spec));
  await seals.finished();
  return { ...trained, numRuns: specs.length, state: stateBy(ledger, state.name) };
}

/** The question's family, which has to be the one that whoever asks has in mind. */
async function familyOf(study: Study, state: QuestionState, expected: Family | undefined): Promise<Family> {
  const { origin } = await readRegistered(study, state);
  const found = origin.kind === "family" ? origin.family : null;
  if (found !== null && (expected === undefined || familyDigest(found) === familyDigest(expected))) return found;
  throw usageError(
    "run",
    `the family of question ${state.name} is required`,
    expected?.name,
    nextFor(study, state, origin),
  );
}

/** Seals runs one after another as they finish; `finished` waits for all and throws the first problem. */
function sealer(project: Project, writer: Writer, id: string) {
  const added = new Set<string>();
  let problem: unknown;
  let queue = Promise.resolve();
  const seal = async (key: string) => sealHeldOut(writer, id, { runKey: key, rows: await rowsOf(project, [key]) });
  return {
    add(key: string) {
      if (added.has(key)) return;
      added.add(key);
      queue = queue
        .then(() => seal(key))
        .catch((error: unknown) => {
          problem ??= error;
        });
    },
    async finished() {
      await queue;
      if (problem !== undefined) throw problem;
    },
  };
}
