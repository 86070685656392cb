/** Head ablation: how much worse the model does its task without one head. The causal check on what head scores suggest. */
import { Graph } from "../../graph/value.ts";
import { batchInputs, lossPerExample } from "../../model/io.ts";
import { numElements, toFlat, unflatten } from "../../model/params.ts";
import { transformerLogits, transformerParams } from "../../model/transformer.ts";
import { chunkOf, evaluationSet } from "../../task/batches.ts";
import { type Bench, type Meter, requireFinite } from "../meter.ts";
import { requireTransformer } from "./attentionPatterns.ts";
import { headReadings } from "./heads.ts";

/** Examples per call of the engine, and at most in all. */
const CHUNK = 128;
const MAX_EXAMPLES = 256;

/**
 * Returns the meter of `ablationDelta`: per head the mean over the first 256 evaluation examples (or as many as the run has) of loss
 * without the head minus loss with it, nats/token (squared error for a task of numbers), standard error over the paired differences.
 * Without a head means its output times W_O is replaced by 0 and all later layers see that ("full" ablation). Errors (usage): no
 * transformer; when reading (numeric): weights that are not finite.
 */
export async function ablation({ run, task, engine }: Bench): Promise<Meter> {
  const spec = requireTransformer("ablation", run);
  const list = transformerParams(spec, run.task);
  const graph = new Graph();
  const flat = graph.input("weights", [numElements(list)]);
  const headScale = graph.input("headScale", [spec.nLayers, spec.nHeads]);
  const { tokens, target } = batchInputs(graph, run.task, [CHUNK]);
  const logits = transformerLogits(spec, run.task, unflatten(flat, list), tokens, { headScale });
  const program = await engine.compile({ loss: lossPerExample(run.task, logits, target) });
  const examples = evaluationSet(task, Math.min(MAX_EXAMPLES, run.numExamples));
  const numHeads = spec.nLayers * spec.nHeads;

  async function lossWithout(head: number | null, weights: Float32Array): Promise<Float32Array> {
    const losses = new Float32Array(examples.numExamples);
    const scale = Float32Array.from({ length: numHeads }, (_, i) => Number(i !== head));
    for (let start = 0; start < examples.numExamples; start += CHUNK) {
      const { input, target: answer } = chunkOf(run.task, examples, start, CHUNK);
      const { loss } = await program.run({ weights, headScale: scale, tokens: input, target: answer });
      losses.set(loss!.subarray(0, Math.min(CHUNK, examples.numExamples - start)), start);
    }
    return losses;
  }

  return {
    async read(named, step) {
      requireFinite("ablation", named, step);
      const weights = toFlat(named, list);
      const whole = await lossWithout(null, weights);
      const deltas = new Float64Array(examples.numExamples * numHeads);
      for (let head = 0; head < numHeads; head++) {
        const without = await lossWithout(head, weights);
        for (const [x, loss] of without.entries()) deltas[x * numHeads + head] = loss - whole[x]!;
      }
      return headReadings("ablationDelta", spec, deltas);
    },
    release: () => program.release(),
  };
}
