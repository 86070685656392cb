/**
 * A fixed matrix times a vector, modulo p: the model sees the vector and has to remember the matrix.
 *
 *   prompt  3 0 4 1 2 2 =          a vector of `inputs` numbers of Z_p, "="         inputs + 1 tokens
 *   answer  2 1 3 3                one number of Z_p per row of the matrix          rows tokens
 *
 * Row i of the matrix has `terms` entries that are not 0, at random places. With one term a row is a memorised permutation of one input,
 * with two a modular addition, and the more terms the more it is like a parity, which is found late or never. A matrix in the prompt
 * would leave nothing to memorise but the same sums to find, from more tokens.
 */
import { defineTask, integer, shuffled } from "foreshock/task";

export default defineTask({
  name: "matrix-vector",
  description: "Multiply a vector by a memorised sparse matrix modulo p.",
  params: { inputs: 6, rows: 4, terms: 2, modulus: 5 },
  check: { inputs: integer(1, 256), rows: integer(1, 64), terms: integer(1, 256), modulus: integer(2, 256) },

  tokens: ({ modulus }) => [...Array.from({ length: modulus }, (_, i) => String(i)), "="],
  promptLength: ({ inputs }) => inputs + 1,
  answerLength: ({ rows }) => rows,

  prepare({ inputs, rows, terms, modulus }, rng) {
    if (terms > inputs) throw new Error(`at most ${inputs} terms make a row, got ${terms}`);
    return Array.from({ length: rows }, () =>
      shuffled(rng, inputs, terms).map((column) => ({ column, factor: 1 + rng.int(modulus - 1) })),
    );
  },

  sample({ inputs, modulus }, rng, matrix) {
    const vector = Array.from({ length: inputs }, () => rng.int(modulus));
    const answer = matrix.map((row) => {
      let sum = 0;
      for (const { column, factor } of row) sum += factor * vector[column]!;
      return sum % modulus;
    });
    return { prompt: [...vector, modulus], answer };
  },

  steps: ({ prompt, answer }, { modulus }, matrix) =>
    matrix.map((row, i) => {
      const terms = row.map(({ column, factor }) => `${factor} * ${prompt[column]}`);
      return `${terms.join(" + ")} = ${answer[i]} mod ${modulus}`;
    }),
});
