/**
 * Text of a made-up language in which pieces come back: what repeats can be copied from the context, what is new only guessed from the
 * word before. Both can be learned, the second first.
 *
 *   prompt  <s>                                   one start token
 *   answer  t7 t2 t9 t4 t2 | t2 t9 t4 | t5 ...    the whole sequence, so that the loss covers every position
 *
 * A sequence is pieces of `shortest` to `longest` words. A new piece is a walk on fixed random graphs: with probability `bigram` to one of
 * the `successors` (Zipf frequencies) of the last word, with probability `skip` to one of those that a second graph gives the word before
 * it, else to any word (Zipf). With probability `repeat` a piece is instead a copy of a random stretch of the sequence so far. At repeat 0
 * there is nothing to find in the context; `skip` pays a head that looks one word back by itself.
 */
import { defineTask, integer, real, shuffled, zipf } from "foreshock/task";

export default defineTask({
  name: "induction",
  description: "Predict every token of a text of known word pairs in which earlier pieces are repeated.",
  params: {
    alphabet: 48,
    length: 48,
    repeat: 0.6,
    shortest: 6,
    longest: 14,
    bigram: 0.35,
    skip: 0.25,
    successors: 2,
    zipf: 0.5,
  },
  check: {
    alphabet: integer(4, 1024),
    length: integer(4, 512),
    repeat: real(0, 1),
    shortest: integer(2, 512),
    longest: integer(2, 512),
    bigram: real(0, 1),
    skip: real(0, 1),
    successors: integer(1, 1024),
    zipf: real(0, 4),
  },

  tokens: ({ alphabet }) => [...Array.from({ length: alphabet }, (_, i) => `t${i}`), "<s>"],
  promptLength: () => 1,
  answerLength: ({ length }) => length,

  prepare({ alphabet, successors, shortest, longest, zipf: exponent }, rng) {
    if (successors > alphabet) throw new Error(`at most ${alphabet} successors are possible, got ${successors}`);
    if (shortest > longest) throw new Error(`shortest may be at most longest ${longest}, got ${shortest}`);
    const graph = Array.from({ length: alphabet }, () => shuffled(rng, alphabet, successors));
    const second = Array.from({ length: alphabet }, () => shuffled(rng, alphabet, successors));
    return { graph, second, word: zipf(alphabet, exponent), successor: zipf(successors, 1) };
  },

  sample({ alphabet, length, repeat, shortest, longest, bigram, skip }, rng, { graph, second, word, successor }) {
    const answer: number[] = [];
    while (answer.length < length) {
      const size = shortest + rng.int(longest - shortest + 1);
      if (answer.length >= size && rng.uniform() < repeat) {
        const from = rng.int(answer.length - size + 1);
        answer.push(...answer.slice(from, from + size));
      } else
        for (let i = 0; i < size; i++) {
          const [before, last] = [answer.at(-2), answer.at(-1)];
          const kind = rng.uniform();
          if (last !== undefined && kind < bigram) answer.push(graph[last]![successor(rng)]!);
          else if (before !== undefined && kind >= bigram && kind < bigram + skip)
            answer.push(second[before]![successor(rng)]!);
          else answer.push(word(rng));
        }
    }
    return { prompt: [alphabet], answer: answer.slice(0, length) };
  },

  steps: ({ answer }) => [answer.map((token) => `t${token}`).join(" ")],
});
