/**
 * Who has won a game of tic-tac-toe: x, o, or nobody so far.
 *
 *   prompt  x o . o x . . o x ?    the board row by row, "?"                      10 tokens
 *   answer  x                      "x", "o" or "-", equally often                 1 token
 *
 * Boards come from games of random moves which end with the first full line; either side may begin, so counting marks does not tell who
 * moved last. A board without winner is such a game stopped after 5 to 9 moves. Only the first `lines` of the 8 lines count, in the
 * order rows, columns, diagonals: 3 are the rows alone. `noise` is the share of random answers.
 */
import { defineTask, integer, real, shuffled } from "foreshock/task";

/** Cells of the lines; cell i is bit i of a set of cells. */
const LINES = ["012", "345", "678", "036", "147", "258", "048", "246"];
const SETS = LINES.map((line) => [...line].reduce((set, cell) => set | (1 << Number(cell)), 0));

export default defineTask({
  name: "tic-tac-toe",
  description: "Say who has won a game of tic-tac-toe.",
  params: { lines: 8, noise: 0 },
  check: { lines: integer(1, 8), noise: real(0, 1) },

  tokens: () => ["x", "o", "-", ".", "?"],
  promptLength: () => 10,
  answerLength: () => 1,
  success: () => ({ kind: "multipleChoice", options: [0, 1, 2] }),

  sample({ lines, noise }, rng) {
    const wanted = rng.int(3);
    for (;;) {
      const moves = wanted === 2 ? 5 + rng.int(5) : 9;
      const marks: [number, number] = [0, 0];
      let side = rng.int(2);
      let winner = 2;
      for (const cell of shuffled(rng, 9, moves)) {
        marks[side]! |= 1 << cell;
        if (hasLine(marks[side]!, lines)) {
          winner = side;
          break;
        }
        side = 1 - side;
      }
      if (winner !== wanted) continue;
      const prompt = Array.from({ length: 9 }, (_, i) => ((marks[0] >> i) & 1 ? 0 : (marks[1] >> i) & 1 ? 1 : 3));
      return { prompt: [...prompt, 4], answer: [rng.uniform() < noise ? rng.int(3) : wanted] };
    }
  },

  steps({ prompt }, { lines }) {
    const full = LINES.slice(0, lines).filter((line) => {
      const [a, b, c] = [...line].map((cell) => prompt[Number(cell)]);
      return a !== 3 && a === b && b === c;
    });
    return [
      full.length === 0 ? "no full line" : full.map((line) => `full line of cells ${[...line].join(" ")}`).join(", "),
    ];
  },
});

function hasLine(marks: number, lines: number): boolean {
  for (let i = 0; i < lines; i++) if ((marks & SETS[i]!) === SETS[i]) return true;
  return false;
}
