/** Small models and a small task for the tests of model, train and measure. */

import type { MlpSpec, ModelSpec, TokenTaskSpec, TransformerSpec } from "../../src/specs.ts";
import { defineTask } from "../../src/task/define.ts";
import { instantiate } from "../../src/task/task.ts";

export const tiny: TransformerSpec = {
  kind: "transformer",
  nLayers: 2,
  dModel: 8,
  nHeads: 2,
  dHead: 4,
  dMlp: 12,
  attnOnly: false,
  layerNorm: true,
  positions: "learned",
  activation: "gelu",
  tied: false,
};

export const mlp: MlpSpec = {
  kind: "mlp",
  inputs: "embedded",
  dEmbed: 6,
  embedStd: 0.5,
  initScale: 1,
  dHidden: [12, 10],
  activation: "gelu",
};

/** Every kind of model by name. */
export const MODELS: Record<string, ModelSpec> = {
  transformer: tiny,
  "one layer": { ...tiny, nLayers: 1 },
  attnOnly: { ...tiny, attnOnly: true },
  "no layerNorm": { ...tiny, layerNorm: false },
  shortformer: { ...tiny, positions: "shortformer" },
  relu: { ...tiny, activation: "relu" },
  tied: { ...tiny, tied: true },
  "wide heads, everything else": { ...tiny, dHead: 3, positions: "shortformer", layerNorm: false, tied: true },
  mlp,
  "mlp relu": { ...mlp, activation: "relu" },
};

export const taskSpec = (change: Partial<TokenTaskSpec> = {}): TokenTaskSpec => ({
  kind: "tokens",
  name: "made-up",
  params: {},
  vocab: 7,
  promptLength: 2,
  answerLength: 5,
  success: { kind: "exactMatch" },
  fingerprint: "0".repeat(64),
  ...change,
});

/** Repeat three digits of Z_7 with one added to each; a tiny model learns it in about a hundred steps. */
export const successor = instantiate(
  defineTask({
    name: "successor",
    description: "Write the successor of each digit of the prompt.",
    params: {},
    tokens: () => Array.from({ length: 7 }, (_, i) => String(i)),
    promptLength: () => 3,
    answerLength: () => 3,
    sample(_params, rng) {
      const prompt = [rng.int(7), rng.int(7), rng.int(7)];
      return { prompt, answer: prompt.map((digit) => (digit + 1) % 7) };
    },
  }),
  {},
  "",
);
