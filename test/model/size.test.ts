import { describe, expect, it } from "vitest";
import { flopsPerToken, modelSize } from "../../src/model/size.ts";
import { mlp, taskSpec, tiny } from "./fixtures.ts";

const task = taskSpec({ vocab: 7, promptLength: 2, answerLength: 3 });
const small = { ...tiny, dModel: 4, nHeads: 2, dHead: 3, dMlp: 5 };

// Attention 4x18 + 18 + 6x4 + 4 = 118 and LayerNorm 8; MLP 4x5 + 5 + 5x4 + 4 = 49 and LayerNorm 8; last LayerNorm 8.
// Embedding 7x4, positions 4x4, unembedding 4x7 + 7: 79.
describe("modelSize", () => {
  it.each([
    ["transformer", small, 2 * (126 + 57) + 8, 79],
    ["one layer", { ...small, nLayers: 1 }, 126 + 57 + 8, 79],
    ["attention only", { ...small, attnOnly: true }, 2 * 126 + 8, 79],
    ["no LayerNorm", { ...small, layerNorm: false }, 2 * (118 + 49), 79],
    ["tied", { ...small, tied: true }, 2 * (126 + 57) + 8, 79 - 28],
    ["mlp", { ...mlp, dEmbed: 3, dHidden: [5] }, 6 * 5 + 5 + 5 * 21 + 21, 21],
  ])("%s", (_name, model, nParams, embedding) => {
    expect(modelSize(model, task)).toEqual({ nParams, nParamsTotal: nParams + embedding });
  });
});

// Matrices of a layer: 72 + 24 + 20 + 20 = 136; unembedding 28; scores and mixing 12 layers seq heads dHead = 12x2x4x2x3.
describe("flopsPerToken", () => {
  it.each([
    ["transformer", small, 6 * (2 * 136 + 28) + 576],
    ["attention only", { ...small, attnOnly: true }, 6 * (2 * 96 + 28) + 576],
    ["tied: the product with the embedding still happens", { ...small, tied: true }, 6 * (2 * 136 + 28) + 576],
    ["no LayerNorm", { ...small, layerNorm: false }, 6 * (2 * 136 + 28) + 576],
    ["mlp, over the four tokens of a prompt and answer", { ...mlp, dEmbed: 3, dHidden: [5] }, (6 * (30 + 105)) / 4],
  ])("%s", (_name, model, flops) => expect(flopsPerToken(model, task)).toBe(flops));
});
