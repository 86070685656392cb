/**
 * Composites with derivative rules of their own: softmax, standardisation (LayerNorm without its affine part), attention and
 * cross-entropy. Their hand-written rules take fewer passes over memory than the derivative of their parts.
 */
import { add, erf, exp, mul, sub } from "./elementwise.ts";
import { matMul, sum } from "./linear.ts";
import { oneHot, reshape } from "./shape.ts";
import type { CustomVjp, Value } from "./value.ts";

/** Returns e^x_i / sum_j e^x_j over the last axis. */
export const softmax = (x: Value): Value => x.graph.apply("Softmax", [x], [{ shape: x.shape }])[0]!;

/** Returns ln softmax over the last axis, in nats. */
export const logSoftmax = (x: Value): Value => x.graph.apply("LogSoftmax", [x], [{ shape: x.shape }])[0]!;

/**
 * Returns (x - mean) / sqrt(variance + epsilon) over the last axis (variance with divisor n). `centredUse` promises that the result
 * only enters linear maps whose columns have mean zero, so that its cotangent has mean zero and need not be centred again.
 */
export function standardise(x: Value, centredUse = false, epsilon = 1e-5): Value {
  const row = { shape: x.shape.with(-1, 1) };
  const attributes = { epsilon, centredUse: Number(centredUse) };
  return x.graph.apply("LayerNormalization", [x], [{ shape: x.shape }, row, row], attributes)[0]!;
}

/**
 * Returns u (1 + erf u), that is sqrt 2 gelu(sqrt 2 u): the exact GELU when the maps before and after it carry a factor 1 / sqrt 2.
 * Its slope is 1 + erf u + 2 / sqrt(pi) u exp(-u^2).
 */
export function erfGate(u: Value): Value {
  const gate = add(erf(u), 1);
  return withVjp(mul(u, gate), {
    inputs: [u],
    rule: (cotangent) => {
      const bell = exp(sub(Math.log(2 / Math.sqrt(Math.PI)), mul(u, u)));
      return [mul(cotangent, add(gate, mul(u, bell)))];
    },
  });
}

/** Attaches a derivative rule to a value; reverse mode uses it instead of the rules of the nodes behind the value. */
export function withVjp(value: Value, custom: CustomVjp): Value {
  value.graph.customVjps.set(value.id, custom);
  return value;
}

/**
 * Returns softmax(scale q k^T + mask) v, `[..., T, dHead] -> [..., T, dHead]`; mask is added to the scores `[T, T]`.
 * The derivative uses rowsum(dP * P) = rowsum(dO * O), a reduction over dHead instead of T.
 * @see Dao et al. 2022, FlashAttention, equation for D_i in the backward pass
 */
export function attention(q: Value, k: Value, v: Value, mask: Value, scale: number): Value {
  const pattern = softmax(add(matMul(q, k, { transB: true, alpha: scale }), mask));
  const output = matMul(pattern, v);
  return withVjp(output, {
    inputs: [q, k, v],
    rule: (cotangent) => {
      const dPattern = matMul(cotangent, v, { transB: true });
      const dScores = mul(pattern, sub(dPattern, sum(mul(cotangent, output), [-1], true)));
      return [
        matMul(dScores, k, { alpha: scale }),
        matMul(dScores, q, { transA: true, alpha: scale }),
        matMul(pattern, cotangent, { transA: true }),
      ];
    },
  });
}

/** Returns -ln softmax(logits)[target] per row, `[n, vocab], int32 [n] -> [n]`, nats. */
export function crossEntropy(logits: Value, target: Value): Value {
  const logProb = logSoftmax(logits);
  const chosen = oneHot(target, logits.shape.at(-1)!);
  const nll = mul(sum(mul(logProb, chosen), [-1]), -1);
  return withVjp(nll, {
    inputs: [logits],
    rule: (cotangent) => [mul(sub(exp(logProb), chosen), column(cotangent))],
  });
}

const column = (x: Value): Value => reshape(x, [...x.shape, 1]);
