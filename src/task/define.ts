/**
 * What a person imports to write a task: `import { defineTask } from "foreshock/task"`. A task is one file with one default export;
 * it says what the words are, how long prompt and answer are, and how one example is drawn. Everything random comes from the
 * `rng` that is passed in, so the same seed gives the same examples on every machine.
 */
import type { Generator } from "../base/random.ts";
import type { SuccessDefinition } from "../specs.ts";

export type { Generator, SuccessDefinition };

/** The settings of a task: names with plain values; the type of a default is the type of the setting. */
export type Params = Readonly<Record<string, string | number | boolean>>;

/**
 * One example. Tokens: prompt `[promptLength]`, answer `[answerLength]`. Numbers: prompt is all the model reads, row by row
 * `[promptLength + answerLength - 1, input]`, and answer what it should give at the last positions, `[answerLength, output]`.
 */
export type Example = { prompt: number[]; answer: number[] };

/** The values a numeric setting may take: min <= value <= max, and whole numbers only where `whole`. */
export type Range = { min: number; max: number; whole: boolean };

type Widen<V> = V extends number ? number : V extends boolean ? boolean : string;

/** The settings with the types of their defaults: `{ k: 8 }` becomes `{ k: number }`. */
export type Widened<P> = { [K in keyof P]: Widen<P[K]> };

/** A task as its author writes it; `Bank` is whatever `prepare` returns, handed back to `sample` and `steps`. */
export type TaskDefinition<P extends Params = Params, Bank = unknown> = {
  /** The file's name without its ending. */
  name: string;
  /** One sentence. */
  description: string;
  /** Default settings; a family may override each by name. */
  params: P;
  /** Allowed values of numeric settings, made with `integer(min, max)` and `real(min, max)`. */
  check?: { readonly [K in keyof P]?: Range };
  /** The vocabulary: the text of token 0, 1, 2, ... */
  tokens?(params: Widened<P>): string[];
  /** In place of `tokens`, for tasks of numbers: how many numbers a position holds and how many an answer has; needs `success`. */
  numbers?(params: Widened<P>): { input: number; output: number };
  promptLength(params: Widened<P>): number;
  answerLength(params: Widened<P>): number;
  /** When an example counts as solved; exactMatch if left out (tokens). */
  success?(params: Widened<P>): SuccessDefinition;
  /** Fixed material, built once per task; `rng` depends on the task's name alone. Throw here if settings do not fit together. */
  prepare?(params: Widened<P>, rng: Generator): Bank;
  /** One example drawn with `rng` and nothing else. */
  sample(params: Widened<P>, rng: Generator, bank: Bank): Example;
  /** The intermediate steps of one example, one line of text each, for people. */
  steps?(example: Example, params: Widened<P>, bank: Bank): string[];
};

/** Returns the definition as it is; its use is that an editor then knows the types of `params` and `bank` everywhere in it. */
export function defineTask<const P extends Params, Bank>(definition: TaskDefinition<P, Bank>): TaskDefinition<P, Bank> {
  return definition;
}

/** Returns the range of whole numbers min..max. */
export function integer(min: number, max: number): Range {
  return { min, max, whole: true };
}

/** Returns the range of real numbers min..max, ends included. */
export function real(min: number, max: number): Range {
  return { min, max, whole: false };
}

/** Returns `count` different numbers of 0..n-1 in random order, all n if left out (Fisher-Yates), drawn from `rng`. */
export function shuffled(rng: Generator, n: number, count = n): number[] {
  const order: number[] = [];
  for (let i = 0; i < n; i++) order.push(i);
  for (let i = 0; i < count; i++) {
    const j = i + rng.int(n - i);
    const chosen = order[j]!;
    order[j] = order[i]!;
    order[i] = chosen;
  }
  return count < n ? order.slice(0, count) : order;
}

/** Returns a function that draws i from 0..n-1 with probability (i+1)^-exponent / sum over j of (j+1)^-exponent. */
export function zipf(n: number, exponent: number): (rng: Generator) => number {
  const upTo = new Float64Array(n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    total += (i + 1) ** -exponent;
    upTo[i] = total;
  }
  return (rng) => {
    const mass = rng.uniform() * total;
    let i = 0;
    while (i < n - 1 && mass >= upTo[i]!) i++;
    return i;
  };
}
