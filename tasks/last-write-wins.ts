/**
 * A memory that is written over: a list of writes, then keys, and for each the value written to it last.
 *
 *   prompt  k1 v3  k0 v2  k1 v0  k2 v2  k0 v1 ? k0 k2     writes, "?", the keys asked      2 writes + 1 + queries tokens
 *   answer  v1 v2                                         their last values                queries tokens
 *
 * Every key is written at least once, the other writes go to random keys. A model that finds a key but not its last write is right as
 * often as the key was written once: the more writes per key, the rarer. Nothing can be memorised.
 */
import { defineTask, integer, shuffled } from "foreshock/task";

export default defineTask({
  name: "last-write-wins",
  description: "Give the last value written to each of the keys asked.",
  params: { keys: 4, writes: 8, values: 8, queries: 2 },
  check: { keys: integer(1, 256), writes: integer(1, 256), values: integer(2, 1024), queries: integer(1, 256) },

  tokens: ({ keys, values }) => [
    ...Array.from({ length: keys }, (_, i) => `k${i}`),
    ...Array.from({ length: values }, (_, i) => `v${i}`),
    "?",
  ],
  promptLength: ({ writes, queries }) => 2 * writes + 1 + queries,
  answerLength: ({ queries }) => queries,

  prepare({ keys, writes, queries }) {
    if (keys > writes) throw new Error(`at least ${keys} writes are needed for ${keys} keys, got ${writes}`);
    if (queries > keys) throw new Error(`at most ${keys} keys can be asked, got queries ${queries}`);
  },

  sample({ keys, writes, values, queries }, rng) {
    const prompt: number[] = [];
    const last: number[] = [];
    for (const write of shuffled(rng, writes)) {
      const key = write < keys ? write : rng.int(keys);
      last[key] = keys + rng.int(values);
      prompt.push(key, last[key]);
    }
    const asked = shuffled(rng, keys, queries);
    return { prompt: [...prompt, keys + values, ...asked], answer: asked.map((key) => last[key]!) };
  },

  steps({ prompt }, { keys, writes, queries }) {
    return prompt.slice(-queries).map((key) => {
      const written: string[] = [];
      for (let i = 0; i < writes; i++) if (prompt[2 * i] === key) written.push(`v${prompt[2 * i + 1]! - keys}`);
      return `k${key}: ${written.join(", then ")}`;
    });
  },
});
