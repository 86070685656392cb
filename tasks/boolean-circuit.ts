/**
 * A circuit of gates in layers, written in the prompt, evaluated on the bits before it.
 *
 *   prompt  0 1 1 : and b c  xor a b  or c a :      `width` input bits, then per layer `width` gates and ":"
 *   answer  1 1 1                                   the values of all gates, layer by layer      width * depth tokens
 *
 * A gate reads two wires of the layer before it: wire a is that layer's first bit, b its second, and so on. The kinds of gates are the
 * first `gates` of and, or, xor, nand, nor, xnor. At width 2 every gate reads both bits, so only its kind has to be looked up.
 */
import { defineTask, integer } from "foreshock/task";

/** Name and truth table of a gate: the values at inputs 00, 01, 10, 11. */
const GATES = [
  ["and", 0, 0, 0, 1],
  ["or", 0, 1, 1, 1],
  ["xor", 0, 1, 1, 0],
  ["nand", 1, 1, 1, 0],
  ["nor", 1, 0, 0, 0],
  ["xnor", 1, 0, 0, 1],
] as const;

export default defineTask({
  name: "boolean-circuit",
  description: "Evaluate a layered circuit given in the prompt and write the value of every gate.",
  params: { width: 3, depth: 1, gates: 3 },
  check: { width: integer(2, 16), depth: integer(1, 16), gates: integer(1, 6) },

  tokens: ({ width, gates }) => [
    ...["0", "1", ":"],
    ...Array.from({ length: width }, (_, i) => String.fromCharCode(97 + i)),
    ...GATES.slice(0, gates).map(([name]) => name),
  ],
  promptLength: ({ width, depth }) => width + 1 + depth * (3 * width + 1),
  answerLength: ({ width, depth }) => width * depth,

  sample({ width, depth, gates }, rng) {
    let layer = Array.from({ length: width }, () => rng.int(2));
    const prompt = [...layer, 2];
    const answer: number[] = [];
    for (let d = 0; d < depth; d++) {
      const values: number[] = [];
      for (let i = 0; i < width; i++) {
        const gate = rng.int(gates);
        const [one, other] = [rng.int(width), rng.int(width - 1)];
        const two = other < one ? other : other + 1;
        prompt.push(3 + width + gate, 3 + one, 3 + two);
        values.push(GATES[gate]![1 + 2 * layer[one]! + layer[two]!] as number);
      }
      prompt.push(2);
      answer.push(...values);
      layer = values;
    }
    return { prompt, answer };
  },

  steps: ({ prompt, answer }, { width }) =>
    answer.map((value, i) => {
      const at = width + 1 + 3 * i + Math.floor(i / width);
      const wire = (token: number) => String.fromCharCode(94 + token);
      return `${GATES[prompt[at]! - width - 3]![0]} of ${wire(prompt[at + 1]!)} and ${wire(prompt[at + 2]!)} = ${value}`;
    }),
});
