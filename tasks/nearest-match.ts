/**
 * Which of several strings is nearest to a query: the one that differs from it at the fewest places (Hamming distance).
 *
 *   prompt  A a b a a B b b a b C a a a b ? b b b b      candidates A, B, C, "?", query
 *   answer  B                                            label of the nearest                1 token
 *
 * The nearest differs from the query at `near` places, every other candidate at `far` places: the closer the two, the more of every
 * string has to be compared. Strings and query are drawn anew for every example.
 */
import { defineTask, integer, shuffled } from "foreshock/task";

export default defineTask({
  name: "nearest-match",
  description: "Say which of several strings is nearest to a query in Hamming distance.",
  params: { candidates: 4, length: 6, letters: 4, near: 0, far: 4 },
  check: {
    candidates: integer(2, 26),
    length: integer(1, 64),
    letters: integer(2, 26),
    near: integer(0, 63),
    far: integer(1, 64),
  },

  tokens: ({ candidates, letters }) => [...alphabet(97, letters), ...alphabet(65, candidates), "?"],
  promptLength: ({ candidates, length }) => candidates * (length + 1) + 1 + length,
  answerLength: () => 1,
  success: ({ candidates, letters }) => ({
    kind: "multipleChoice",
    options: Array.from({ length: candidates }, (_, i) => letters + i),
  }),

  prepare({ length, near, far }) {
    if (near >= far) throw new Error(`near has to be below far ${far}, got ${near}`);
    if (far > length)
      throw new Error(`strings of ${length} letters differ at most at ${length} places, got far ${far}`);
  },

  sample({ candidates, length, letters, near, far }, rng) {
    const query = Array.from({ length }, () => rng.int(letters));
    const nearest = rng.int(candidates);
    const prompt: number[] = [];
    for (let c = 0; c < candidates; c++) {
      const string = [...query];
      for (const place of shuffled(rng, length, c === nearest ? near : far))
        string[place] = (string[place]! + 1 + rng.int(letters - 1)) % letters;
      prompt.push(letters + c, ...string);
    }
    return { prompt: [...prompt, letters + candidates, ...query], answer: [letters + nearest] };
  },

  steps: ({ prompt }, { candidates, length }) =>
    Array.from({ length: candidates }, (_, c) => {
      const string = prompt.slice(c * (length + 1) + 1, (c + 1) * (length + 1));
      const distance = string.filter((letter, i) => letter !== prompt[prompt.length - length + i]).length;
      return `${String.fromCharCode(65 + c)} differs at ${distance} places`;
    }),
});

function alphabet(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => String.fromCharCode(first + i));
}
