/** The settings of the bank's families: what each of a task's three is, drawn from the written ranges and cut to the written cost. */
import { fold } from "../../../src/base/random.ts";
import { buildFamily } from "../../../src/runs/buildFamily.ts";
import { costUpTo } from "../../../src/runs/cost.ts";
import { FamilyFile } from "../../../src/runs/familyFile.ts";
import { observedRuns } from "../../../src/runs/plan.ts";
import type { Family, SuccessDefinition, TaskSpec } from "../../../src/specs.ts";
import { evaluationSet, examplesIn, trainingSet } from "../../../src/task/batches.ts";
import { loadTask } from "../../../src/task/load.ts";
import type { Task } from "../../../src/task/task.ts";
import { root } from "../../root.ts";
import { type Draws, drawsOf, type Ranges, type TaskRanges } from "./ranges.ts";
import { BANK_KEY, type Split } from "./split.ts";

const RUNGS = 8;
const HELD_OUT = 3;
const SEEDS = { few: 3, many: 16 };
const CHECKPOINTS = 8;
const EXAMPLES = 512;
const ATTEMPTS = 50;

/** The form of one family as its file holds it. */
export type Form = ReturnType<typeof formOf>;

/**
 * Returns the form of the family `<task>-<setting>`: the first draw that the task accepts and that keeps the cost rule.
 * Errors: no such draw in 50.
 */
export async function drawFamily(ranges: Ranges, split: Split, task: string, setting: number): Promise<Form> {
  const name = `${task}-${setting}`;
  const numSeeds = split.manySeeds.includes(name) ? SEEDS.many : SEEDS.few;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const draws = drawsOf(fold(BANK_KEY, "settings", task, setting, attempt));
    const form = await tried(ranges, ranges.tasks[task]!, draws, { name, task, numSeeds });
    if (form) return form;
  }
  throw new Error(`${name}: none of ${ATTEMPTS} draws keeps the rules of models/bank/ranges.yaml`);
}

type Named = { name: string; task: string; numSeeds: number };

async function tried(ranges: Ranges, own: TaskRanges, draws: Draws, named: Named): Promise<Form | null> {
  const params = Object.fromEntries(
    Object.entries(own.params).map(([name, range]) => [name, draws.of(`params ${name}`, range)]),
  );
  const spec = await loadTask(named.task, params, root).then(withEnoughExamples, () => null);
  const { longestAnswer, leastSteps, flops } = ranges.cost;
  if (spec === null || spec.answerLength > longestAnswer) return null;
  const success = successOf(ranges, own, draws, spec);
  const form = formOf(ranges, own, draws, { ...named, params, success });
  const affordable = Math.floor(flops / flopsPerStep(familyOf(form, spec)));
  const numSteps = Math.min(form.train.numSteps, affordable);
  return numSteps < leastSteps ? null : { ...form, train: { ...form.train, numSteps } };
}

/** The task's specification if it has examples for the evaluation and as many others to train on; otherwise null. */
function withEnoughExamples(task: Task): TaskSpec | null {
  try {
    trainingSet(task, examplesIn(task, evaluationSet(task, EXAMPLES)), BANK_KEY, EXAMPLES);
    return task.spec;
  } catch {
    return null;
  }
}

/** Returns the family that a form describes, given its task. */
export function familyOf(form: Form, task: TaskSpec): Family {
  const value = FamilyFile.parse(form);
  const errorAt = (_: unknown, requirement: string, got: unknown) =>
    new Error(`${form.name}: ${requirement}, got ${got}`);
  return buildFamily({ value, errorAt } as Parameters<typeof buildFamily>[0], task);
}

/** Returns what one step of one seed of every rung costs, in FLOPs. */
export function flopsPerStep(family: Family): number {
  const all = { ...family, numSeeds: 1, ladder: family.ladder.map((rung) => ({ ...rung, heldOut: false })) };
  return observedRuns(all).reduce((flops, spec) => flops + costUpTo(spec, 1).flops, 0);
}

/** k of n tokens where it is drawn and all of 3 or more would have to be right; otherwise as the task says. */
function successOf(ranges: Ranges, own: TaskRanges, draws: Draws, spec: TaskSpec): SuccessDefinition | undefined {
  const { answerLength, success } = spec;
  if (success.kind !== "exactMatch" || answerLength < 3) return undefined;
  if (!draws.happens("kOfN", own.kOfN ?? ranges.shared.kOfN)) return undefined;
  const k = Math.round(draws.between("k", ranges.shared.kShare) * answerLength);
  return { kind: "kOfN", k: Math.min(k, answerLength - 1) };
}

type Drawn = Named & { params: TaskSpec["params"]; success: SuccessDefinition | undefined };

function formOf(ranges: Ranges, own: TaskRanges, draws: Draws, { name, task, numSeeds, params, success }: Drawn) {
  const { model, ladder } = draws.happens("mlp", own.mlp)
    ? mlpLadder(ranges.mlp, own.inputs, draws)
    : transformerLadder(ranges.transformer, draws);
  const { shared } = ranges;
  return {
    name,
    task: { name: task, params, ...(success ? { success } : {}) },
    model,
    ladder,
    heldOut: ladder.slice(-HELD_OUT).map((rung) => rung.name),
    seeds: numSeeds,
    train: {
      optimiser: { kind: "adamw", beta1: 0.9, beta2: 0.98, weightDecay: 0.01 },
      learningRate: draws.number("learningRate", shared.learningRate),
      warmupSteps: 20,
      decay: draws.of("decay", shared.decay),
      batchSize: draws.number("batchSize", shared.batchSize),
      numSteps: draws.number("numSteps", shared.numSteps),
    },
    checkpoints: { count: CHECKPOINTS, spacing: "log" },
    evaluation: { examples: EXAMPLES },
  };
}

type Ladder = { model: Record<string, unknown>; ladder: ({ name: string } & Record<string, unknown>)[] };

function transformerLadder(ranges: Ranges["transformer"], draws: Draws): Ladder {
  const nHeads = draws.number("nHeads", ranges.nHeads);
  const shared = {
    kind: "transformer",
    positions: draws.of("positions", ranges.positions),
    attnOnly: draws.happens("attnOnly", ranges.attnOnly),
    nHeads,
  };
  if (draws.happens("depth", ranges.depth)) {
    const dModel = draws.number("widthOfDepth", ranges.widthOfDepth);
    const layers = Array.from({ length: RUNGS }, (_, i) => ({ name: `l${i + 1}`, nLayers: i + 1 }));
    return { model: { ...shared, dModel }, ladder: layers };
  }
  const [smallest, largest] = [draws.number("smallest", ranges.smallest), draws.number("largest", ranges.largest)];
  return {
    model: { ...shared, nLayers: draws.number("nLayers", ranges.nLayers) },
    ladder: evenWidths(smallest, largest).map((dModel) => ({ name: `d${dModel}`, dModel })),
  };
}

function mlpLadder(ranges: Ranges["mlp"], inputs: TaskRanges["inputs"], draws: Draws): Ladder {
  const layers = draws.number("layers", ranges.layers);
  const [smallest, largest] = [
    draws.number("mlp smallest", ranges.smallest),
    draws.number("mlp largest", ranges.largest),
  ];
  const dEmbed = inputs === "embedded" ? { dEmbed: draws.number("dEmbed", ranges.dEmbed) } : {};
  return {
    model: { kind: "mlp", inputs, ...dEmbed },
    ladder: evenWidths(smallest, largest).map((width) => ({
      name: `w${width}`,
      dHidden: Array.from({ length: layers }, () => width),
    })),
  };
}

/** Eight even numbers, evenly spaced in log between two, each larger than the one before. */
function evenWidths(smallest: number, largest: number): number[] {
  const widths: number[] = [];
  for (let i = 0; i < RUNGS; i++) {
    const even = 2 * Math.round((smallest * (largest / smallest) ** (i / (RUNGS - 1))) / 2);
    widths.push(Math.max(even, (widths[i - 1] ?? 0) + 2));
  }
  return widths;
}
