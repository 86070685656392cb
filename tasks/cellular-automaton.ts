/**
 * An elementary cellular automaton: a ring of cells that are 0 or 1, each replaced by what its neighbourhood of three says.
 *
 *   prompt  0 0 1 1 0 1 =          a random row of `cells`, "="                     cells + 1 tokens
 *   answer  0 1 1 1                the first cells of the row after rule 110        asked tokens, with `every` times as many
 *
 * The rule's number in binary is its table (Wolfram): bit 4 left + 2 middle + right is the new cell. Without `every` the model has to
 * see 2 times + 1 cells at once; with it the rows between are written too and each step is small, if all cells are asked. Rules 90 and
 * 150 are parities, the hardest to find.
 */
import { defineTask, integer } from "foreshock/task";

export default defineTask({
  name: "cellular-automaton",
  description: "Run an elementary cellular automaton on a ring for a number of steps.",
  params: { cells: 12, asked: 4, times: 1, rule: 110, every: false },
  check: { cells: integer(1, 64), asked: integer(1, 64), times: integer(1, 16), rule: integer(0, 255) },

  tokens: () => ["0", "1", "="],
  promptLength: ({ cells }) => cells + 1,
  answerLength: ({ asked, times, every }) => (every ? asked * times : asked),

  prepare({ cells, asked }) {
    if (asked > cells) throw new Error(`at most ${cells} cells can be asked, got ${asked}`);
  },

  sample({ cells, asked, times, rule, every }, rng) {
    let row = Array.from({ length: cells }, () => rng.int(2));
    const prompt = [...row, 2];
    const answer: number[] = [];
    for (let time = 1; time <= times; time++) {
      const before = row;
      row = before.map((cell, i) => {
        const [left, right] = [before[(i + cells - 1) % cells]!, before[(i + 1) % cells]!];
        return (rule >> (4 * left + 2 * cell + right)) & 1;
      });
      if (every || time === times) answer.push(...row.slice(0, asked));
    }
    return { prompt, answer };
  },

  steps({ answer }, { asked, times, rule, every }) {
    const row = (from: number) => answer.slice(from, from + asked).join("");
    if (!every) return [`${times} steps of rule ${rule}: ${row(0)}`];
    return Array.from({ length: times }, (_, i) => `step ${i + 1} of rule ${rule}: ${row(i * asked)}`);
  },
});
