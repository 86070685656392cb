/**
 * What a head writes when it attends to a position, seen through the unembedding: its output circuit along the direct path to the
 * logits. Later layers are passed by, and so is the scale of the last LayerNorm, which is one positive number for all tokens.
 */
import { relu, sub } from "../../graph/elementwise.ts";
import { matMul, mean } from "../../graph/linear.ts";
import { lookUp } from "../../graph/nn.ts";
import { reshape, swapLastTwo } from "../../graph/shape.ts";
import type { Value } from "../../graph/value.ts";
import { unembedding } from "../../model/transformer.ts";
import type { TransformerSpec } from "../../specs.ts";
import type { Tree } from "./attentionPatterns.ts";

/**
 * Returns how much attending to position j alone raises the logit of the sample's token k, `[batch, head, j, k]` in units of logits before
 * the last LayerNorm's scale: relu(u_k . o_j - mean over the vocabulary of u_v . o_j), o_j = value_j W_O of the head, u the columns of the
 * unembedding with the last LayerNorm's gamma and centring inside. Biases of the output and of the unembedding belong to no head and
 * are left out. `value` is `[batch, head, seq, dHead]`, `tokens` int32 `[batch, seq]`.
 */
export function raisedLogits(spec: TransformerSpec, params: Tree, layer: number, value: Value, tokens: Value): Value {
  const { nHeads, dHead, dModel } = spec;
  const [batch, seq] = tokens.shape as [number, number];
  const output = matMul(value, reshape(params[`layer${layer}.attn.wo`]!, [nHeads, dHead, dModel]));
  const [unembed] = unembedding(spec, params);
  const centred = swapLastTwo(sub(unembed, mean(unembed, [-1], true)));
  const columns = reshape(lookUp(centred, tokens), [batch, 1, seq, dModel]);
  return relu(matMul(output, columns, { transB: true }));
}
