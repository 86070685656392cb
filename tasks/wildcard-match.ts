/**
 * Whether a string matches a pattern: "." stands for any one letter, "*" for any run of letters.
 *
 *   prompt  a . * c b | a d b b c b ?      pattern, "|", string, "?"
 *   answer  yes                            "yes" or "no"                       1 token
 *
 * A pattern has `fixed` letters and `holes`, in random order, and one "*" somewhere if its `run` is not 0; it stands for `run` letters,
 * so behind it the string is shifted against the pattern. Half of the strings match; in the others `wrong` of the fixed letters differ.
 * `noise` is the share of random answers.
 */
import { defineTask, integer, real, shuffled } from "foreshock/task";

export default defineTask({
  name: "wildcard-match",
  description: "Say whether a string matches a pattern with wildcards.",
  params: { fixed: 4, holes: 1, run: 0, letters: 4, wrong: 1, noise: 0 },
  check: {
    fixed: integer(1, 64),
    holes: integer(0, 64),
    run: integer(0, 64),
    letters: integer(2, 26),
    wrong: integer(1, 64),
    noise: real(0, 1),
  },

  tokens: ({ letters }) => [
    ...Array.from({ length: letters }, (_, i) => String.fromCharCode(97 + i)),
    ...[".", "*", "|", "?", "no", "yes"],
  ],
  promptLength: ({ fixed, holes, run }) => 2 * (fixed + holes) + Math.min(run, 1) + run + 2,
  answerLength: () => 1,
  success: ({ letters }) => ({ kind: "multipleChoice", options: [letters + 4, letters + 5] }),

  prepare({ fixed, wrong }) {
    if (wrong > fixed) throw new Error(`at most ${fixed} fixed letters can be wrong, got ${wrong}`);
  },

  sample({ fixed, holes, run, letters, wrong, noise }, rng) {
    const [any, star, bar, ask, no] = [letters, letters + 1, letters + 2, letters + 3, letters + 4];
    const pattern = shuffled(rng, fixed + holes).map((i) => (i < fixed ? rng.int(letters) : any));
    const string = pattern.map((letter) => (letter === any ? rng.int(letters) : letter));
    const matches = rng.int(2);
    if (!matches) {
      const places = pattern.flatMap((letter, i) => (letter === any ? [] : [i]));
      for (const i of shuffled(rng, fixed, wrong))
        string[places[i]!] = (pattern[places[i]!]! + 1 + rng.int(letters - 1)) % letters;
    }
    if (run > 0) {
      const place = rng.int(fixed + holes + 1);
      pattern.splice(place, 0, star);
      string.splice(place, 0, ...Array.from({ length: run }, () => rng.int(letters)));
    }
    const said = rng.uniform() < noise ? rng.int(2) : matches;
    return { prompt: [...pattern, bar, ...string, ask], answer: [no + said] };
  },

  steps({ prompt }, { letters }) {
    const text = (tokens: number[]) =>
      tokens.map((t) => (t < letters ? String.fromCharCode(97 + t) : t === letters ? "." : "*")).join("");
    const bar = prompt.indexOf(letters + 2);
    return [`pattern ${text(prompt.slice(0, bar))}, string ${text(prompt.slice(bar + 1, -1))}`];
  },
});
