/**
 * Measures of single attention heads share their form: a probe of fixed inputs, one value per head and example, and rows
 * `metric.L0H1` (layer 0, head 1) plus one for the whole model, which repeats the largest head's.
 */
import type { Tensor } from "../../engine/engine.ts";
import { concat } from "../../graph/shape.ts";
import { Graph, type Value } from "../../graph/value.ts";
import { batchInputs } from "../../model/io.ts";
import { numElements, toFlat, unflatten } from "../../model/params.ts";
import { type Attention, transformerParams } from "../../model/transformer.ts";
import type { TransformerSpec } from "../../specs.ts";
import { type Bench, type Meter, meanReading, type Reading, requireFinite } from "../meter.ts";
import { allPositions, attentionPatterns, requireTransformer, type Tree } from "./attentionPatterns.ts";

/** The inputs of a probe: `numExamples` rows of `seq` positions. */
export type HeadProbe = { tokens: Tensor; numExamples: number; seq: number };

/** Returns the values `[batch, head]` of one layer. */
export type HeadScore = (seen: Attention, layer: number, params: Tree, tokens: Value) => Value;

/**
 * Returns a meter that scores every head of a transformer run on a probe, standard errors over the probe's examples; the graph is
 * compiled once. An example in which a head's score is 0 / 0 does not count. Errors (usage): no transformer; when reading (numeric):
 * weights that are not finite.
 */
export async function headMeter(measure: string, bench: Bench, probe: HeadProbe, score: HeadScore): Promise<Meter> {
  const { run, engine } = bench;
  const spec = requireTransformer(measure, run);
  const list = transformerParams(spec, run.task);
  const graph = new Graph();
  const weights = graph.input("weights", [numElements(list)]);
  const { tokens } = batchInputs(graph, allPositions(run.task, probe.seq), [probe.numExamples]);
  const params = unflatten(weights, list);
  const layers = attentionPatterns(spec, run.task, params, tokens);
  const scores = concat(
    layers.map((seen, layer) => score(seen, layer, params, tokens)),
    1,
  );
  const program = await engine.compile({ scores });
  return {
    async read(named, step) {
      requireFinite(measure, named, step);
      const result = await program.run({ weights: toFlat(named, list), tokens: probe.tokens });
      return headReadings(measure, spec, result.scores!);
    },
    release: () => program.release(),
  };
}

/**
 * Returns the readings of values `[example, layer * nHeads + head]`: per head the mean over examples and its standard error, and first
 * the whole, which repeats the head with the largest mean. Values that are not finite are left out; a head without any has no reading.
 */
export function headReadings(metric: string, spec: TransformerSpec, values: ArrayLike<number>): Reading[] {
  const { nLayers, nHeads } = spec;
  const numHeads = nLayers * nHeads;
  const column = (head: number) =>
    Array.from({ length: values.length / numHeads }, (_, x) => values[x * numHeads + head]!);
  const parts = Array.from({ length: numHeads }, (_, head): Reading[] => {
    const name = `${metric}.L${Math.floor(head / nHeads)}H${head % nHeads}`;
    return meanReading(name, null, column(head).filter(Number.isFinite));
  }).flat();
  if (parts.length === 0) return [];
  const largest = parts.reduce((best, part) => (part.value > best.value ? part : best));
  return [{ ...largest, metric }, ...parts];
}
