/** Reading a source as `foreshock import` is told to: its rows, checked, and its files with their digests. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { sha256 } from "../../base/canonical.ts";
import { usageError } from "../../base/errors.ts";
import type { ImportInfo } from "../../source/info.ts";
import { readLmEval } from "../../source/lmEval/lmEval.ts";
import { readOlmoLadder } from "../../source/olmoLadder.ts";
import { EVERY_MODEL, type ModelFacts } from "../../source/sizes.ts";
import type { Source } from "../../source/source.ts";
import { readMappedTable } from "../../source/table.ts";

/** Where results come from. */
export type ImportKind = ImportInfo["source"];

/** Options of reading, as typed: `--n-params`, `--tokens-per-step` and `--step` hold `model=count`, the last two also a bare count. */
export type ReadOptions = {
  as?: string;
  task?: string[];
  nParams?: string[];
  tokensPerStep?: string[];
  step?: string[];
  map?: string[];
};

/** What was read, and every file of it as import.json names it. */
export type ReadSource = Source & { digests: ImportInfo["files"] };

const KINDS: readonly ImportKind[] = ["lm-eval", "olmo-ladder", "table"];

/** Returns the kind of source that was typed. Errors (usage): another one, or --map for a kind that has no columns. */
export function importKind(text: string, target: string, { map, as }: ReadOptions): ImportKind {
  const kind = KINDS.find((one) => one === text);
  if (kind === undefined)
    throw usageError("import", `one of ${KINDS.join(", ")} is required`, text, `foreshock import lm-eval ${target}`);
  if (map && kind !== "table")
    throw usageError(
      "import",
      "--map is for tables only",
      kind,
      `foreshock import ${kind} ${target} --as ${as ?? "<name>"}`,
    );
  return kind;
}

/** Returns the rows of a source and its files with their SHA-256. Errors (usage): options that are none, whatever the reader refuses. */
export async function readSource(kind: ImportKind, from: string, options: ReadOptions): Promise<ReadSource> {
  const source = await read(kind, from, options);
  const digests = source.files.map((file) => ({ path: relative(from, file), sha256: sha256(readFileSync(file)) }));
  return { ...source, digests };
}

function read(kind: ImportKind, from: string, options: ReadOptions): Promise<Source> {
  const facts = factsOf(options);
  const tasks = options.task ?? [];
  if (kind === "lm-eval") return readLmEval(from, { tasks, facts });
  if (kind === "olmo-ladder") return readOlmoLadder(from, { tasks });
  return readMappedTable(from, { map: options.map ?? [], tasks, facts });
}

/** The path as people would give it to somebody else: from the folder that holds what was imported, with forward slashes. */
function relative(from: string, file: string): string {
  return path.relative(path.dirname(from), file).split(path.sep).join("/");
}

function factsOf({ nParams, tokensPerStep, step }: ReadOptions): ModelFacts {
  return {
    nParams: counts("--n-params", nParams, 1, false),
    tokensPerStep: counts("--tokens-per-step", tokensPerStep, 1, true),
    step: counts("--step", step, 0, true),
  };
}

function counts(flag: string, texts: readonly string[] = [], least: number, bare: boolean): Map<string, number> {
  return new Map(
    texts.map((text) => {
      const at = text.lastIndexOf("=");
      const count = Number(text.slice(at + 1).replaceAll("_", ""));
      if (
        Number.isSafeInteger(count) &&
        count >= least &&
        text.slice(at + 1).trim() !== "" &&
        (at > 0 || (bare && at < 0))
      )
        return [at < 0 ? EVERY_MODEL : text.slice(0, at), count];
      const wanted = `<model>=<count>${bare ? " or <count>" : ""}, a whole number from ${least}`;
      throw usageError("import", `${flag} needs ${wanted}`, text, `${flag} pythia-70m=${Math.max(least, 18_915_328)}`);
    }),
  );
}
