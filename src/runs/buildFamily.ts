/**
 * From a family's form and the specification of its task to a Family: defaults filled in, every rung sized, checkpoint steps worked out,
 * and the rules that make a ladder a question checked: sizes grow, and what is held out is larger than everything that is observed.
 */
import { digest } from "../base/canonical.ts";
import { usageError } from "../base/errors.ts";
import { explain, type Located } from "../base/yaml.ts";
import { modelSize } from "../model/size.ts";
import { type Family, MeasureSpec, ModelSpec, type Rung, type TaskSpec } from "../specs.ts";
import type { FamilyFile } from "./familyFile.ts";

/** Returns SHA-256 of the family's canonical JSON: it changes with the task's source, any model, the recipe or the checkpoints. */
export function familyDigest(family: Family): string {
  return digest(family);
}

/** Returns the family of a checked form, given its task. Errors: see `readFamily`. */
export function buildFamily(form: Located<FamilyFile>, task: TaskSpec): Family {
  const { name, seeds, train, evaluation, engine, law } = form.value;
  const checkpoints = checkpointSteps(form);
  const ladder = form.value.ladder.map((_, i) => buildRung(form, i, task));
  requireGrowth(form, ladder);
  requireHeldOutLargest(form, ladder);
  return {
    name,
    task,
    ladder,
    numSeeds: seeds,
    train,
    checkpoints,
    numExamples: evaluation.examples,
    measures: measureSpecs(form, checkpoints),
    engine,
    ...(law === undefined ? {} : { law }),
  };
}

function buildRung(form: Located<FamilyFile>, index: number, task: TaskSpec): Rung {
  const { model, ladder, heldOut } = form.value;
  const { name, ...own } = ladder[index]!;
  const merged = withDefaults({ ...model, ...own });
  const parsed = ModelSpec.safeParse(merged);
  if (!parsed.success) {
    const { path: at, requirement, got } = explain(parsed.error, merged, ModelSpec);
    const inRung = at.length === 0 || !(at[0]! in model) || at[0]! in own;
    throw form.errorAt(inRung ? ["ladder", index, ...at] : ["model", ...at], `rung ${name}: ${requirement}`, got);
  }
  return { name, model: parsed.data, ...modelSize(parsed.data, task), heldOut: heldOut.includes(name) };
}

function withDefaults(model: Omit<FamilyFile["ladder"][number], "name"> & { kind: string }): object {
  if (model.kind === "autoencoder") return { initScale: 1, ...model };
  if (model.kind === "mlp") {
    const dEmbed = (model.inputs ?? "embedded") === "embedded" ? {} : { dEmbed: 1 };
    return { inputs: "embedded", ...dEmbed, embedStd: 0.5, initScale: 1, activation: "gelu", ...model };
  }
  const { dModel, nHeads } = model;
  return {
    ...(dModel && nHeads ? { dHead: dModel / nHeads } : {}),
    ...(dModel ? { dMlp: 4 * dModel } : {}),
    attnOnly: false,
    layerNorm: true,
    positions: "learned",
    activation: "gelu",
    tied: false,
    ...model,
  };
}

function requireGrowth(form: Located<FamilyFile>, ladder: Rung[]): void {
  ladder.forEach((rung, i) => {
    if (ladder.findIndex((other) => other.name === rung.name) < i)
      throw form.errorAt(["ladder", i, "name"], "rungs need different names", rung.name);
    const below = ladder[i - 1];
    if (below && rung.nParams <= below.nParams)
      throw form.errorAt(
        ["ladder", i],
        `rung ${rung.name} needs more non-embedding parameters than ${below.name} (${below.nParams})`,
        rung.nParams,
      );
  });
}

function requireHeldOutLargest(form: Located<FamilyFile>, ladder: Rung[]): void {
  const { heldOut } = form.value;
  heldOut.forEach((name, i) => {
    if (!ladder.some((rung) => rung.name === name))
      throw form.errorAt(["heldOut", i], `heldOut has to name rungs (${ladder.map((r) => r.name).join(", ")})`, name);
  });
  const numObserved = ladder.filter((rung) => !rung.heldOut).length;
  if (ladder.slice(0, numObserved).some((rung) => rung.heldOut))
    throw form.errorAt(["heldOut"], "the held-out rungs have to be the largest ones", heldOut);
  if (numObserved < 2 && heldOut.length > 0)
    throw form.errorAt(["heldOut"], "at least 2 rungs have to stay observed", numObserved);
}

/** The measures with their defaults filled in; their steps have to be checkpoints. */
function measureSpecs(form: Located<FamilyFile>, checkpoints: number[]): MeasureSpec[] {
  return form.value.measure.map((entry, i) => {
    const spec = typeof entry === "string" ? MeasureSpec.parse({ kind: entry }) : entry;
    const stray = spec.steps?.find((step) => !checkpoints.includes(step));
    if (stray !== undefined)
      throw form.errorAt(["measure", i, "steps"], "steps of a measure have to be checkpoints", stray);
    return spec;
  });
}

function checkpointSteps(form: Located<FamilyFile>): number[] {
  const { checkpoints, train } = form.value;
  if (!Array.isArray(checkpoints)) return logSpacedSteps(checkpoints.count, train.numSteps);
  const unordered = checkpoints.findIndex((step, i) => i > 0 && step <= checkpoints[i - 1]!);
  if (unordered >= 0)
    throw form.errorAt(["checkpoints", unordered], "checkpoints have to increase", checkpoints[unordered]);
  if (checkpoints.at(-1) !== train.numSteps)
    throw form.errorAt(["checkpoints"], `checkpoints have to end with train.numSteps ${train.numSteps}`, checkpoints);
  return checkpoints;
}

/**
 * Returns at most `count` distinct steps, evenly spaced in ln step from about numSteps / 100 to numSteps, which is always the last:
 * step_i = round(numSteps 100^(i / (count - 1) - 1)), at least 1.
 */
export function logSpacedSteps(count: number, numSteps: number): number[] {
  if (count < 1)
    throw usageError("logSpacedSteps", "a count of at least 1 is required", count, "set checkpoints.count");
  const first = Math.max(1, numSteps / 100);
  const steps = Array.from({ length: count }, (_, i) =>
    i === count - 1 ? numSteps : Math.round(first * (numSteps / first) ** (i / (count - 1))),
  );
  return [...new Set(steps)];
}
