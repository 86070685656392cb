/**
 * A pointer chase in the context: key-value pairs in random order, a query, and then the values met when the chain is followed.
 *
 *   prompt  k3 k7  k1 k3  k7 k1 ... ? k1     the pairs, "?", the query            2 pairs + 2 tokens
 *   answer  k3 k7 ...                        value of k1, value of that, ...      hops tokens
 *
 * Nothing can be memorised: keys and links are drawn anew for every example. The links form one cycle through all keys shown, so that
 * no hop is answered by repeating the last one and a chain shorter than the cycle never comes back.
 */
import { defineTask, integer, shuffled } from "foreshock/task";

export default defineTask({
  name: "lookup-chain",
  description: "Follow a chain of key-value pairs given in the prompt for a number of hops.",
  params: { pairs: 6, hops: 3, keys: 16 },
  check: { pairs: integer(2, 256), hops: integer(1, 256), keys: integer(2, 4096) },

  tokens: ({ keys }) => [...Array.from({ length: keys }, (_, i) => `k${i}`), "?"],
  promptLength: ({ pairs }) => 2 * pairs + 2,
  answerLength: ({ hops }) => hops,

  prepare({ pairs, keys }) {
    if (pairs > keys) throw new Error(`at least ${pairs} keys are needed for ${pairs} pairs, got ${keys}`);
  },

  sample({ pairs, hops, keys }, rng) {
    const cycle = shuffled(rng, keys, pairs);
    const prompt: number[] = [];
    for (const at of shuffled(rng, pairs)) prompt.push(cycle[at]!, cycle[(at + 1) % pairs]!);
    const start = rng.int(pairs);
    prompt.push(keys, cycle[start]!);
    const answer: number[] = [];
    for (let hop = 1; hop <= hops; hop++) answer.push(cycle[(start + hop) % pairs]!);
    return { prompt, answer };
  },

  steps: ({ prompt, answer }) =>
    answer.map((value, hop) => `k${hop === 0 ? prompt.at(-1) : answer[hop - 1]} -> k${value}`),
});
