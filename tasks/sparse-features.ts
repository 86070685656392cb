/**
 * Features that are rarely active together: give a vector of n numbers back, most of which are 0.
 *
 *   prompt  0 0 .73 0 0 0        n numbers, one position
 *   answer  0 0 .73 0 0 0        the same
 *
 * An active feature is uniform on [0, 1]. `active: one` makes exactly one feature active, `active: each` makes every feature active
 * with probability `density`, independently. A model with fewer hidden dimensions than features has to leave features out, or to store
 * several in one dimension and pay where they are active together: the sparser they are, the less that costs.
 */
import { defineTask, integer, real } from "foreshock/task";

export default defineTask({
  name: "sparse-features",
  description: "Give sparse features back through a bottleneck.",
  params: { features: 6, active: "one", density: 0.1 },
  check: { features: integer(1, 4096), density: real(0, 1) },

  numbers: ({ features }) => ({ input: features, output: features }),
  promptLength: () => 1,
  answerLength: () => 1,
  success: () => ({ kind: "within", tolerance: 0.1 }),

  prepare({ active }) {
    if (active !== "one" && active !== "each") throw new Error(`active has to be "one" or "each", got "${active}"`);
  },

  sample({ features, active, density }, rng) {
    const values = Array.from({ length: features }, () => 0);
    if (active === "one") values[rng.int(features)] = rng.uniform();
    else for (let i = 0; i < features; i++) if (rng.uniform() < density) values[i] = rng.uniform();
    return { prompt: values, answer: values };
  },

  steps: ({ prompt }) => [prompt.flatMap((x, i) => (x === 0 ? [] : [`feature ${i}: ${x.toFixed(2)}`])).join(", ")],
});
