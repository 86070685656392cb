/**
 * The form in which people write a family (models/families/*.yaml): the settings all rungs share once, and per rung what differs.
 * Its JSON schema, models/families/schema.json, gives editors completion and checks while typing.
 */
import { z } from "zod";
import {
  AutoencoderSpec,
  EngineName,
  Law,
  MeasureSpec,
  MlpSpec,
  PlainMeasure,
  name as rungName,
  SuccessDefinition,
  TaskParams,
  TrainSpec,
  TransformerSpec,
} from "../specs.ts";

const positive = z.int().positive();

/** Every model setting but its kind; which ones apply depends on the kind. */
const modelFields = z
  .strictObject({
    ...TransformerSpec.shape,
    ...MlpSpec.shape,
    ...AutoencoderSpec.shape,
    dHidden: z.union([MlpSpec.shape.dHidden, AutoencoderSpec.shape.dHidden]),
  })
  .omit({ kind: true })
  .partial();

/** Checkpoint steps: an increasing list that ends with the last step, or how many to space evenly in log step. */
const Checkpoints = z.union(
  [z.array(z.int().nonnegative()).min(1), z.strictObject({ count: positive, spacing: z.literal("log") })],
  "a list of steps or {count: 8, spacing: log} is required",
);

/** A measure by its name alone: with its default settings, at every checkpoint. */
const MeasureName = z.enum(["llc", ...PlainMeasure.options]);
const MEASURE_REQUIRED = `one of ${MeasureName.options.join(", ")}, or one with settings such as {kind: llc, steps: [100, 200]}, is required`;

/** A family as people write it. */
export const FamilyFile = z
  .strictObject({
    name: rungName.describe("the family's name"),
    task: z
      .strictObject({
        name: rungName,
        params: TaskParams.default({}),
        success: SuccessDefinition.optional().describe("when an example counts as solved; default: as the task says"),
      })
      .describe("a file of tasks/ and the settings that differ from its defaults"),
    model: modelFields
      .extend({ kind: z.enum(["transformer", "mlp", "autoencoder"]) })
      .describe("what all rungs share; dHead defaults to dModel / nHeads, dMlp to 4 dModel"),
    ladder: z
      .array(modelFields.extend({ name: rungName }))
      .min(1)
      .describe("the rungs, smallest first: a name and what differs from the shared model"),
    heldOut: z.array(rungName).default([]).describe("the largest rungs: trained only after forecasts are closed"),
    seeds: positive.default(3).describe("training runs per rung"),
    train: TrainSpec.describe("how every rung is trained"),
    checkpoints: Checkpoints.describe("the steps at which the weights are measured"),
    evaluation: z
      .strictObject({ examples: positive })
      .describe("how many fixed examples every checkpoint is measured on"),
    measure: z
      .array(z.union([MeasureName, MeasureSpec], MEASURE_REQUIRED))
      .default([])
      .describe("what else is measured at the checkpoints: names, or {kind: llc, numChains: 4, ...}"),
    law: Law.optional().describe(
      "how the metric depends on N, D, C or x: for the forecaster formula; a question may have its own",
    ),
    engine: EngineName.default("ort").describe("what does the arithmetic; tfjs needs an optional peer"),
  })
  .describe("a ladder of models of growing size, trained alike on one task");
export type FamilyFile = z.infer<typeof FamilyFile>;

/** Returns the JSON schema of the form, for editors. */
export function familyJsonSchema(): object {
  return z.toJSONSchema(FamilyFile, { io: "input" });
}
