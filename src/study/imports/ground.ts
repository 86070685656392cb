/** What an import gives to a question: sizes and tokens of its rungs, seeds and examples; and that the held-out results are not in it. */
import { digest } from "../../base/canonical.ts";
import { usageError } from "../../base/errors.ts";
import { matchesGlob } from "../../base/glob.ts";
import { abridged } from "../../base/words.ts";
import type { Located } from "../../base/yaml.ts";
import { isAt } from "../../question/grid.ts";
import { isImportedSeed } from "../../question/imported.ts";
import {
  type ImportQuestionFile,
  type Measurement,
  OBSERVED_SIZES,
  type Question,
  type QuestionRung,
} from "../../records.ts";
import { type ImportInfo, importNames } from "../../source/info.ts";
import { readImport } from "../../source/store.ts";
import type { Ground } from "../asking/ground.ts";
import type { Origin } from "../evidenceSource.ts";
import { importArgument } from "../nextCommand.ts";
import type { Project } from "../project.ts";
import { evidenceAsked } from "./evidence.ts";
import { importedTask } from "./task.ts";

type Form = Located<ImportQuestionFile>;
type ImportOrigin = Extract<Origin, { kind: "import" }>;

/**
 * Returns what the import of a question's file gives, and the import; `registered` is the question as the ledger holds it. Errors (usage): names of imports, tasks, metrics, runs or steps that
 * are not there, each listing what there is; an observed rung without rows of the metric; held-out results that the import holds.
 */
export async function importGround(
  project: Project,
  form: Form,
  registered?: Question,
): Promise<{ ground: Ground; origin: ImportOrigin }> {
  const { value, errorAt } = form;
  const known = importNames(project.dir);
  if (!known.includes(value.import))
    throw errorAt(["import"], `import: one of models/imports (${known.join(", ") || "none there"})`, value.import);
  const { rows, info } = await readImport(project.dir, value.import, value.task);
  const task = info.tasks.find((one) => one.name === value.task);
  if (task === undefined)
    throw errorAt(["task"], `task: one of ${abridged(info.tasks.map((one) => one.name))}`, value.task);
  if (!task.metrics.includes(value.metric))
    throw errorAt(
      ["metric"],
      `metric: one of those that import ${info.name} has (${abridged(task.metrics)})`,
      value.metric,
    );
  const rungs = value.rungs.map((_, i) => rungOf(form, info, i));
  requireHeldOut(info, rungs);
  const ground: Ground = {
    law: null,
    at: "rungs",
    task: importedTask(info, value.task, value),
    family: info.name,
    familyDigest: digest(info),
    axis: value.axis,
    rungs,
    evidence: evidenceOf(form, info, registered),
    ...countsOf(form, rungs, rows),
  };
  return { ground, origin: { kind: "import", info, rows, argument: importArgument(info) } };
}

/** The rung's place among the runs that are there and those held out, which has to be the side the file puts it on. */
function rungOf({ value, errorAt }: Form, info: ImportInfo, i: number): QuestionRung {
  const { name, run, step, heldOut } = value.rungs[i]!;
  const all = [...info.runs, ...info.heldOut];
  const places = all.filter((place) => place.run === run);
  if (places.length === 0)
    throw errorAt(["rungs", i, "run"], `rungs.${i}.run: one of ${abridged(new Set(all.map((one) => one.run)))}`, run);
  const at = places.filter((place) => place.steps.includes(step));
  const place = at[0];
  if (place === undefined) {
    const steps = places.flatMap((one) => one.steps).sort((a, b) => a - b);
    throw errorAt(["rungs", i, "step"], `rungs.${i}.step: one of ${abridged(new Set(steps.map(String)))}`, step);
  }
  if (at.some(({ nParams }) => nParams !== place.nParams))
    throw errorAt(["rungs", i, "run"], `rungs.${i}.run: a run of one size`, at.map((one) => one.nParams).join(", "));
  if (!heldOut && !info.runs.some((one) => at.includes(one)))
    throw errorAt(
      ["rungs", i, "heldOut"],
      `rungs.${i}.heldOut: true, because import ${info.name} holds ${run} out at step ${step}`,
      heldOut,
    );
  const tokens = place.tokens[place.steps.indexOf(step)]!;
  if (tokens === 0) throw errorAt(["rungs", i, "step"], `rungs.${i}.step: a step after the start of training`, step);
  return { name, nParams: place.nParams, step, tokens, run, heldOut };
}

/** The patterns of runs beside the rungs' own, each of which has to name a run that is there. */
function evidenceOf({ value, errorAt }: Form, { runs }: ImportInfo, registered?: Question): Question["evidence"] {
  const evidence = evidenceAsked(value, registered);
  if (evidence === OBSERVED_SIZES) return evidence;
  const strange = evidence.find((pattern) => !runs.some(({ run }) => matchesGlob(pattern, run)));
  if (strange !== undefined)
    throw errorAt(
      ["evidence"],
      `evidence: names or patterns of ${abridged(new Set(runs.map(({ run }) => run)))}`,
      strange,
    );
  return evidence;
}

/** Held-out results, and what the same runs gave later, have to lie outside the import: otherwise anybody could read them in it. */
function requireHeldOut(info: ImportInfo, rungs: readonly QuestionRung[]): void {
  const leaks = rungs.filter(
    (rung) => rung.heldOut && info.runs.some((one) => one.run === rung.run && one.steps.some((s) => s >= rung.step)),
  );
  if (leaks.length === 0) return;
  const before = info.heldOut.map(({ run, steps }) => held(run, steps[0]!, info.runs));
  const own = leaks.map(({ run, step }) =>
    held(
      run!,
      step,
      rungs.filter((rung) => !rung.heldOut),
    ),
  );
  const name = `${info.name}-2`;
  const flags = [...new Set([...before, ...own])].map((one) => `--hold-out ${one}`).join(" ");
  throw usageError(
    "question",
    `an import without the results of the held-out rungs ${leaks.map((rung) => rung.name).join(", ")} is required`,
    new Error(`import ${info.name}, which holds them`),
    `foreshock import ${importArgument({ ...info, name })} ${flags}, then import: ${name} in question.yaml`,
  );
}

/** A run as --hold-out takes it: whole, or from a step on where its earlier steps are needed. */
function held(run: string, step: number, needed: readonly { run: string | null }[]): string {
  return needed.some((one) => one.run === run) ? `${run}@${step}` : run;
}

/** How many seeds every observed rung has, and the fewest examples behind a value. */
function countsOf(
  { value: { metric, task }, errorAt }: Form,
  rungs: readonly QuestionRung[],
  rows: readonly Measurement[],
): { numSeeds: number; numExamples: number } {
  const observed = rungs.flatMap((rung, i) => {
    if (rung.heldOut) return [];
    const there = rows.filter((row) => row.metric === metric && row.position === null && row.run === rung.run);
    const own = there.filter((row) => isAt(rung, row));
    if (own.length === 0) {
      const steps = abridged(new Set(there.map((row) => String(row.step)))) || "none";
      throw errorAt(["rungs", i], `rungs.${i}: a step with ${metric} of ${task} in run ${rung.run}`, `steps ${steps}`);
    }
    const strange = own.find(({ seed }) => !isImportedSeed(seed));
    if (strange) throw errorAt(["rungs", i], `rungs.${i}: seeds that are small whole numbers`, strange.seed);
    return [{ name: rung.name, own }];
  });
  // gridOf says what is wrong with rungs that are all held out.
  if (observed.length === 0) return { numSeeds: 1, numExamples: 1 };
  const numSeeds = observed[0]!.own.length;
  if (observed.some(({ own }) => own.length !== numSeeds))
    throw errorAt(
      ["rungs"],
      "rungs: as many seeds of each",
      observed.map(({ name, own }) => `${name} ${own.length}`).join(", "),
    );
  return { numSeeds, numExamples: Math.min(...observed.flatMap(({ own }) => own.map(({ n }) => n))) };
}
