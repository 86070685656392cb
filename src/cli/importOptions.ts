/** What people type after `foreshock import`, as the study takes it: kinds, `model=count` and `name@step` are a matter of the terminal. */
import { usageError } from "../base/errors.ts";
import type { ModelFacts } from "../source/sizes.ts";
import type { SourceReading } from "../study/imports/read.ts";
import type { HoldOut } from "../study/imports/split.ts";

/**
 * Options as typed: `nParams`, `tokensPerStep` and `step` hold `model=count`, the last two also a bare count; `holdOut` names models or
 * runs, whole or `@` their first step that is held out.
 */
export type ImportOptions = {
  as?: string;
  task?: string[];
  nParams?: string[];
  tokensPerStep?: string[];
  step?: string[];
  map?: string[];
  holdOut?: string[];
  question?: string;
};

const KINDS = ["lm-eval", "olmo-ladder", "table"] as const;

/** Returns the kind of source that was typed. Errors (usage): another one, or --map for a kind that has no columns. */
export function importKind(text: string, target: string, { map, as }: ImportOptions): SourceReading["kind"] {
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

/** Returns how the source is to be read. Errors (usage): a count that is none. */
export function readingOf(kind: SourceReading["kind"], options: ImportOptions): SourceReading {
  const facts = factsOf(options);
  const { task: tasks = [], map = [] } = options;
  if (kind === "table") return { kind, map, tasks, facts };
  return kind === "lm-eval" ? { kind, tasks, facts } : { kind, tasks };
}

/** Returns what `<name>` or `<name>@<first step>` holds out; a whole text that is one of `names` is that name. */
export function holdOutOf(texts: readonly string[], names: readonly string[]): HoldOut[] {
  return texts.map((text) => {
    const [, name, from] = names.includes(text) ? [] : (/^(.+)@(\d+)$/.exec(text) ?? []);
    return name === undefined ? { name: text, from: 0 } : { name, from: Number(from) };
  });
}

function factsOf({ nParams, tokensPerStep, step }: ImportOptions): ModelFacts {
  return {
    nParams: counts("--n-params", nParams, 1, false) as Map<string, number>,
    tokensPerStep: counts("--tokens-per-step", tokensPerStep, 1, true),
    step: counts("--step", step, 0, true),
  };
}

/** Counts by model; where `bare` ones are allowed they are of every model (null). */
function counts(flag: string, texts: readonly string[] = [], least: number, bare: boolean) {
  return new Map<string | null, number>(
    texts.map((text) => {
      const at = text.lastIndexOf("=");
      const count = Number(text.slice(at + 1).replaceAll("_", ""));
      if (
        Number.isSafeInteger(count) &&
        count >= least &&
        text.slice(at + 1).trim() !== "" &&
        (at > 0 || (bare && at < 0))
      )
        return [at < 0 ? null : text.slice(0, at), count];
      const wanted = `<model>=<count>${bare ? " or <count>" : ""}, a whole number from ${least}`;
      throw usageError("import", `${flag} needs ${wanted}`, text, `${flag} pythia-70m=${Math.max(least, 18_915_328)}`);
    }),
  );
}
