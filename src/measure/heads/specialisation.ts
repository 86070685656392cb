/**
 * Head specialisation: have the heads of a layer divided the vocabulary among themselves, each copying its own tokens? In list sorting
 * two heads come to do so while the loss hardly moves.
 */
import { usageError } from "../../base/errors.ts";
import { mean as meanOver } from "../../graph/linear.ts";
import { reshape } from "../../graph/shape.ts";
import { Graph } from "../../graph/value.ts";
import { mean, sum } from "../../math/stats.ts";
import { requireTokens } from "../../model/io.ts";
import { numElements, toFlat, unflatten } from "../../model/params.ts";
import { transformerParams } from "../../model/transformer.ts";
import type { TransformerSpec } from "../../specs.ts";
import { type Bench, type Meter, reading, requireFinite } from "../meter.ts";
import { attentionPatterns, requireTransformer } from "./attentionPatterns.ts";
import { raisedLogits } from "./ovCircuit.ts";
import { alphabetSize } from "./randomTokens.ts";

/**
 * Returns how far heads divide tokens, from raises s_h(v) >= 0 as rows `[token][head]`: with p_v(h) = s_h(v) / sum over heads, over the
 * tokens v that some head raises,
 *
 *   (H(mean over v of p_v) - mean over v of H(p_v)) / ln(heads),   H(p) = -sum p ln p,
 *
 * the mutual information of token and copying head in units of its largest value. 0: every token is shared out alike (also when one head
 * copies them all); 1: every token has its own head and the heads have equally many tokens; ln 2 / ln 4 when two of four heads halve them.
 * Null when no head raises any token. Random weights are not at 0, because random heads raise different tokens: compare with step 0.
 */
export function specialisation(raises: readonly (readonly number[])[]): number | null {
  const shares = raises.flatMap((row) => {
    const total = sum(row);
    return total > 0 ? [row.map((s) => s / total)] : [];
  });
  if (shares.length === 0) return null;
  const numHeads = shares[0]!.length;
  const average = Array.from({ length: numHeads }, (_, h) => mean(shares.map((share) => share[h]!)));
  const information = entropy(average) - mean(shares.map(entropy));
  return Math.min(1, Math.max(0, information / Math.log(numHeads)));
}

const entropy = (p: readonly number[]): number => -sum(p.map((q) => (q > 0 ? q * Math.log(q) : 0)));

/**
 * Returns the meter of `headSpecialisation` of the last layer, `specialisation` of s_h(v) = the raise that head h gives to token v's own
 * logit when it attends to v (`raisedLogits`), v over the task's ordinary tokens. The head reads each token as it stands alone in its
 * context, at the mean of the learned positions. n = tokens that some head raises; nothing is sampled (stderr null). Errors (usage): no
 * transformer, fewer than 2 heads, or a task of numbers; when reading (numeric): weights that are not finite.
 */
export async function headSpecialisation({ run, engine }: Bench): Promise<Meter> {
  const spec = requireHeads(requireTransformer("headSpecialisation", run));
  const task = requireTokens("headSpecialisation", run.task);
  const list = transformerParams(spec, task);
  const numTokens = alphabetSize(task);
  const graph = new Graph();
  const params = unflatten(graph.input("weights", [numElements(list)]), list);
  const tokens = graph.constant(
    Int32Array.from({ length: numTokens }, (_, v) => v),
    [numTokens, 1],
  );
  const alone = { ...params, positions: meanOver(params.positions!, [-2], true) };
  const { value } = attentionPatterns(spec, task, alone, tokens).at(-1)!;
  const raises = raisedLogits(spec, params, spec.nLayers - 1, value, tokens);
  const program = await engine.compile({ raises: reshape(raises, [numTokens, spec.nHeads]) });
  return {
    async read(named, step) {
      requireFinite("headSpecialisation", named, step);
      const { raises: flat } = await program.run({ weights: toFlat(named, list) });
      const rows = Array.from({ length: numTokens }, (_, v) => [
        ...flat!.subarray(v * spec.nHeads, (v + 1) * spec.nHeads),
      ]);
      const numRaised = rows.filter((row) => row.some((s) => s > 0)).length;
      return reading("headSpecialisation", specialisation(rows), numRaised);
    },
    release: () => program.release(),
  };
}

function requireHeads(spec: TransformerSpec): TransformerSpec {
  if (spec.nHeads >= 2) return spec;
  const hint = "raise model.nHeads in the family file, or leave headSpecialisation out of measure";
  throw usageError("headSpecialisation", "2 heads in a layer are required", spec.nHeads, hint);
}
