/**
 * The missing entries of a 4 x 4 Latin square: every row and every column holds 1, 2, 3, 4 once each.
 *
 *   prompt  1 2 _ 4 2 1 4 3 3 4 1 2 _ 3 2 1 =      the square row by row, blanks "_", "="      17 tokens
 *   answer  3 4                                    the blanks' values in order                 blanks tokens
 *
 * Blanks are random, and drawn again until only one square fits. A blank alone in its row or column is read off directly; with many
 * blanks some follow only from others.
 */
import { defineTask, integer, shuffled } from "foreshock/task";

export default defineTask({
  name: "latin-square",
  description: "Fill the blanks of a 4 x 4 Latin square that has one solution.",
  params: { blanks: 4 },
  check: { blanks: integer(1, 10) },

  tokens: () => ["1", "2", "3", "4", "_", "="],
  promptLength: () => 17,
  answerLength: ({ blanks }) => blanks,

  // All 576 squares, each as one number of 32 bits, two for every cell: with these, "only one fits" is a comparison under a mask.
  prepare() {
    const squares = completions([]);
    return {
      squares,
      packed: Int32Array.from(squares, (square) => square.reduce((bits, v, i) => bits | (v << (2 * i)), 0)),
    };
  },

  sample({ blanks }, rng, { squares, packed }) {
    const index = rng.int(squares.length);
    for (;;) {
      const cells = shuffled(rng, 16, blanks).sort((a, b) => a - b);
      const given = cells.reduce((mask, cell) => mask & ~(3 << (2 * cell)), -1);
      let fitting = 0;
      for (const other of packed) if (((other ^ packed[index]!) & given) === 0) fitting++;
      if (fitting > 1) continue;
      const prompt = [...squares[index]!, 5];
      for (const cell of cells) prompt[cell] = 4;
      return { prompt, answer: cells.map((cell) => squares[index]![cell]!) };
    }
  },

  steps: ({ prompt, answer }) => {
    const cells = prompt.flatMap((token, i) => (token === 4 ? [i] : []));
    return cells.map((cell, i) => `row ${1 + Math.floor(cell / 4)}, column ${1 + (cell % 4)}: ${answer[i]! + 1}`);
  },
});

/** Returns all squares that begin with these cells. */
function completions(cells: number[]): number[][] {
  const at = cells.length;
  if (at === 16) return [cells];
  return [0, 1, 2, 3].flatMap((value) => {
    const seen = cells.some((v, i) => v === value && (i % 4 === at % 4 || Math.floor(i / 4) === Math.floor(at / 4)));
    return seen ? [] : completions([...cells, value]);
  });
}
