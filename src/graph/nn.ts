/**
 * Composites with derivative rules of their own: softmax, standardisation (LayerNorm without its affine part), attention and
 * cross-entropy. Their hand-written rules take fewer passes over memory than the derivative of their parts.
 */
import { add, erf, exp, mul, sub } from "./elementwise.ts";
import { matMul, rowsToLast, sum } from "./linear.ts";
import { gatherRows, oneHot, reshape, transpose } from "./shape.ts";
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
 * Returns the attention pattern softmax(scale q k^T + mask) per head, `[..., rows, seq]`; queries `[rows, ..., dHead]` and keys
 * `[seq, ..., dHead]` are time-major, the mask `[rows, seq]` is added to the scores. Rows sum to 1.
 */
export const attentionPattern = (q: Value, k: Value, mask: Value, scale: number): Value =>
  softmax(add(matMul(headsFirst(q), headsFirst(k), { transB: true, alpha: scale }), mask));

/**
 * Returns softmax(scale q k^T + mask) v per head, time-major: queries `[rows, ..., dHead]`, keys and values `[seq, ..., dHead]`, mask
 * `[rows, seq]` added to the scores, result `[rows, ..., dHead]`.
 * The derivative uses rowsum(dP * P) = rowsum(dO * O), a reduction over dHead instead of seq; it follows from dP = dO v^T, O = P v.
 */
export function attention(q: Value, k: Value, v: Value, mask: Value, scale: number): Value {
  const [query, key, value] = [q, k, v].map(headsFirst) as [Value, Value, Value];
  const pattern = attentionPattern(q, k, mask, scale);
  const output = timeMajorProduct(pattern, false, value, 1);
  return withVjp(output, {
    inputs: [q, k, v, mask],
    rule: (cotangent) => {
      const g = headsFirst(cotangent);
      const dPattern = matMul(g, value, { transB: true });
      const correction = headsFirst(sum(mul(cotangent, output), [-1], true));
      const dScores = mul(pattern, sub(dPattern, correction));
      return [
        timeMajorProduct(dScores, false, key, scale),
        timeMajorProduct(dScores, true, query, scale),
        timeMajorProduct(pattern, true, g, 1),
        sum(
          dScores,
          dScores.shape.slice(0, -2).map((_, i) => i),
        ),
      ];
    },
  });
}

/** Heads at most this wide waste most of a vector register as the columns of a product, so they are made its rows. */
const NARROW = 8;

/** alpha a b, or alpha a^T b, per head: a `[..., i, j]`, b `[..., j, dHead]`, time-major result `[i, ..., dHead]`. */
function timeMajorProduct(a: Value, transA: boolean, b: Value, alpha: number): Value {
  const rank = b.shape.length;
  const batchAxes = Array.from({ length: rank - 2 }, (_, i) => i);
  if (b.shape[rank - 1]! > NARROW)
    return transpose(matMul(a, b, { transA, alpha }), [rank - 2, ...batchAxes, rank - 1]);
  return transpose(matMul(b, a, { transA: true, transB: !transA, alpha }), [rank - 1, ...batchAxes, rank - 2]);
}

/** [seq, ..., width] -> [..., seq, width] */
const headsFirst = (x: Value): Value => transpose(x, rowsToLast(x.shape.length));

/** Returns rows of tables `[..., rows, width]` chosen by int32 ids `[..., n]`: `[..., n, width]`; leading axes go together. */
export function lookUp(table: Value, ids: Value): Value {
  return table.shape.length === 2 ? gatherRows(table, ids) : matMul(oneHot(ids, table.shape.at(-2)!), table);
}

/** Returns -ln softmax(logits)[target] per row, `[..., n, vocab], int32 [..., n] -> [..., n]`, nats. */
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
