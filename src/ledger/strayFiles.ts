/**
 * Files beside the ledgered ones: a commitment or result that no line speaks of must not pass for a registered one. What an interrupted
 * step leaves behind (its next step overwrites it) is reported, anything else is refused.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { integrityError } from "../base/errors.ts";
import { pathOf } from "./rules.ts";
import { allowedKinds, type QuestionState, type World } from "./state.ts";

/** Returns how many leftovers of interrupted steps lie in the question folders; a file of no line and no step is an integrity error. */
export function strayFiles(dir: string, world: World): string {
  const leftovers: string[] = [];
  for (const state of world.questions.values()) {
    const [logged, expected] = [loggedFiles(state), leftoverFiles(state)];
    for (const file of presentFiles(dir, state)) {
      if (logged.has(file)) continue;
      if (!expected.has(file))
        throw integrityError(
          file,
          "a line in ledger.jsonl is required",
          "none",
          `remove ${file}, then: foreshock verify`,
        );
      leftovers.push(file);
    }
  }
  return leftovers.length === 0 ? "no file without a line" : `left by an interrupted step: ${leftovers.join(", ")}`;
}

function loggedFiles(state: QuestionState): Set<string> {
  const sealed = [...state.runs.values()].filter((run) => run.sealed !== null);
  return new Set([
    ...(state.evidence === null ? [] : [pathOf(state, "evidence")]),
    ...state.commits.map(({ n }) => pathOf(state, "commitments", n)),
    ...state.commits.filter((commit) => commit.revealed !== null).map(({ n }) => pathOf(state, "reveals", n)),
    ...sealed.map(({ runKey }) => pathOf(state, "sealed", runKey)),
    ...(state.outcome === null ? [] : [pathOf(state, "outcome")]),
    ...(state.scored === null ? [] : [pathOf(state, "scores")]),
  ]);
}

function leftoverFiles(state: QuestionState): Set<string> {
  const complete = allowedKinds(state).some((kind) => kind === "outcome" || kind === "score");
  const pending = [...state.runs.values()].filter((run) => run.sealed === null);
  return new Set([
    pathOf(state, "evidence"),
    pathOf(state, "commitments", state.commits.length + 1),
    ...(state.closed === null ? [] : state.commits.map(({ n }) => pathOf(state, "reveals", n))),
    ...pending.map(({ runKey }) => pathOf(state, "sealed", runKey)),
    ...(complete ? [pathOf(state, "outcome"), pathOf(state, "scores")] : []),
  ]);
}

function presentFiles(dir: string, state: QuestionState): string[] {
  const inFolders = ["commitments", "reveals", "sealed"].flatMap((folder) => {
    const full = path.join(dir, state.name, folder);
    if (!existsSync(full)) return [];
    return readdirSync(full)
      .filter((file) => !file.startsWith("."))
      .map((file) => `${state.name}/${folder}/${file}`);
  });
  const results = [pathOf(state, "evidence"), pathOf(state, "outcome"), pathOf(state, "scores")].filter((file) =>
    existsSync(path.join(dir, file)),
  );
  return [...inFolders.sort(), ...results];
}
