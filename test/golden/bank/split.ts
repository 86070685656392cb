/**
 * Which tasks of the bank are learned from, which are asked about blind, and which nobody runs. It follows from one written key, so that
 * nobody chose it, and was committed before any family of the bank was trained.
 */
import { byText } from "../../../src/base/byText.ts";
import { fold, generator, type Key, rootKey } from "../../../src/base/random.ts";

/** Where all randomness of the bank comes from: the split and the settings of every family. */
export const BANK_KEY = rootKey("foreshock bank 1");
/** Settings drawn for each task. */
export const SETTINGS = 3;

/** Tasks that were there before the bank, whose behaviour is known: for learning only. */
const KNOWN: readonly string[] = ["addition", "induction", "lookup-chain", "operator-chain", "sparse-parity"];
/** Tasks written for the bank. */
const NEW: readonly string[] = [
  "base-conversion",
  "bit-strings",
  "boolean-circuit",
  "cellular-automaton",
  "digit-multiplication",
  "euclid",
  "graph-path",
  "interval-membership",
  "iterated-map",
  "last-write-wins",
  "latin-square",
  "matrix-vector",
  "nearest-match",
  "number-comparison",
  "polynomial",
  "string-rewriting",
  "subtraction",
  "tic-tac-toe",
  "wildcard-match",
];
const COUNTS = { learning: 5, blind: 8 };
const MANY_SEEDS_OF_EACH = 4;

/** Tasks by what is done with them, and the families with many seeds, `<task>-<setting>`, all by name. */
export type Split = { learning: string[]; blind: string[]; never: string[]; manySeeds: string[] };

/**
 * Returns the split that a key gives: the new tasks in the order of their own keys, 5 for learning beside the known ones, 8 blind, 6 never
 * run; and of 4 learning and 4 blind tasks, found likewise, one setting each that gets 16 seeds.
 */
export function splitOf(key: Key): Split {
  const order = shuffledBy(fold(key, "split"), NEW);
  const learning = [...KNOWN, ...order.slice(0, COUNTS.learning)].sort(byText);
  const blind = order.slice(COUNTS.learning, COUNTS.learning + COUNTS.blind).sort(byText);
  const never = order.slice(COUNTS.learning + COUNTS.blind).sort(byText);
  const chosen = fold(key, "many seeds");
  const many = [learning, blind].flatMap((tasks) => shuffledBy(chosen, tasks).slice(0, MANY_SEEDS_OF_EACH));
  const setting = (task: string) => 1 + generator(fold(chosen, "setting", task)).int(SETTINGS);
  return { learning, blind, never, manySeeds: many.map((task) => `${task}-${setting(task)}`).sort(byText) };
}

/** Names in the order of the keys derived for each: it depends on no other name. */
function shuffledBy(key: Key, names: readonly string[]): string[] {
  return names.toSorted((a, b) => byText(fold(key, a), fold(key, b)));
}

/** Returns the text of models/bank/split.yaml. */
export function splitText(split: Split): string {
  const list = (name: keyof Split) => `${name}:\n${split[name].map((entry) => `  - ${entry}\n`).join("")}`;
  return `# What is done with the tasks of the bank; drawn by test/golden/bank/split.ts before any of them was trained.
# learning: all rungs are trained and anybody may look. blind: held-out rungs are trained once, after forecasts of them were closed.
# never: written, and run by nobody, for a later claim. manySeeds: the families with 16 seeds instead of 3.
${list("learning")}${list("blind")}${list("never")}${list("manySeeds")}`;
}
