import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ForeshockError } from "../../src/base/errors.ts";
import { familyDigest, logSpacedSteps } from "../../src/runs/buildFamily.ts";
import { readFamily } from "../../src/runs/family.ts";
import { familyJsonSchema } from "../../src/runs/familyFile.ts";
import { runKey } from "../../src/runs/key.ts";
import { observedRuns } from "../../src/runs/plan.ts";
import { Family } from "../../src/specs.ts";
import { root } from "../root.ts";
import { scratch } from "./fixtures.ts";

const folder = path.join(root, "models/families");
const families = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

describe("the families that come with foreshock", () => {
  it.each(families)("%s is a family with its schema named on the first line", async (name) => {
    const family = await readFamily(`models/families/${name}`, root);
    expect(Family.parse(family)).toEqual(family);
    expect(family.name).toBe(path.parse(name).name);
    expect(readFileSync(path.join(folder, name), "utf8")).toMatch(
      /^# yaml-language-server: \$schema=\.\/schema\.json\n/,
    );
  });

  it("schema.json is up to date (UPDATE_SCHEMA=1 writes it)", () => {
    const file = path.join(folder, "schema.json");
    if (process.env.UPDATE_SCHEMA) writeFileSync(file, `${JSON.stringify(familyJsonSchema(), null, 2)}\n`);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(familyJsonSchema());
  });

  it("chain.yaml is the demo: 5 observed rungs, 3 held out, defaults filled in", async () => {
    const family = await readFamily("models/families/chain.yaml", root);
    expect(family.ladder.map((rung) => rung.name).join(" ")).toBe("d8 d12 d16 d20 d24 d32 d40 d48");
    expect(family.ladder.map((rung) => rung.heldOut).lastIndexOf(false)).toBe(4);
    expect(family.task).toMatchObject({ vocab: 76, promptLength: 10, answerLength: 8 });
    expect(family.ladder[6]!.model).toEqual({
      kind: "transformer",
      nLayers: 2,
      dModel: 40,
      nHeads: 2,
      dHead: 20,
      dMlp: 160,
      attnOnly: false,
      layerNorm: true,
      positions: "learned",
      activation: "gelu",
      tied: false,
    });
    for (const { model } of family.ladder)
      if (model.kind === "transformer") expect(model.nHeads).toBe(Math.max(1, Math.floor(model.dModel / 16)));
    expect(family.checkpoints).toEqual([6, 12, 22, 43, 83, 161, 311, 600]);
    expect(family.numExamples).toBe(512);
    expect(family.numSeeds).toBe(3);
  });
});

const text = `name: small
task:
  name: operator-chain
  params: { k: 2, operators: 3, modulus: 5 }
model:
  kind: transformer
  nLayers: 1
ladder:
  - { name: a, dModel: 8, nHeads: 1 }
  - { name: b, dModel: 12, nHeads: 1 }
  - { name: c, dModel: 16, nHeads: 1 }
heldOut: [c]
train:
  optimiser: { kind: adamw }
  learningRate: 3e-3
  batchSize: 4
  numSteps: 30
checkpoints: [0, 10, 30]
evaluation: { examples: 16 }
`;

async function read(changed: string): Promise<Family> {
  const project = scratch();
  writeFileSync(path.join(project, "f.yaml"), changed);
  return readFamily("f.yaml", project);
}

async function complaint(from: string | RegExp, to: string): Promise<string> {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  const error = await read(changed).then(
    () => "no error",
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ForeshockError);
  const { message, hint, kind } = error as ForeshockError;
  expect(kind).toBe("usage");
  expect(message).not.toContain("\n");
  return `${message} | ${hint}`.replaceAll(/\S*[/\\](?=f\.yaml)/g, "");
}

describe("readFamily", () => {
  it("fills in defaults and allows step 0 in a list", async () => {
    const family = await read(text);
    expect(family).toMatchObject({ numSeeds: 3, checkpoints: [0, 10, 30] });
    expect(family.train).toMatchObject({ warmupSteps: 0, decay: "constant", finalFraction: 0.1 });
    expect(family.train.optimiser).toEqual({
      kind: "adamw",
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
    });
  });

  it("reads a ladder of multilayer perceptrons", async () => {
    const family = await read(
      text
        .replace("transformer\n  nLayers: 1", "mlp\n  dEmbed: 4")
        .replace(/dModel: (\d+), nHeads: 1/g, "dHidden: [$1]"),
    );
    expect(family.ladder[1]!.model).toEqual({
      kind: "mlp",
      inputs: "embedded",
      dEmbed: 4,
      embedStd: 0.5,
      initScale: 1,
      dHidden: [12],
      activation: "gelu",
    });
  });

  it("has a digest that follows content, not comments", async () => {
    const [a, b, c] = await Promise.all([read(text), read(`# note\n${text}`), read(text.replace("3e-3", "2e-3"))]);
    expect(familyDigest(a!)).toMatch(/^[0-9a-f]{64}$/);
    expect(familyDigest(b!)).toBe(familyDigest(a!));
    expect(familyDigest(c!)).not.toBe(familyDigest(a!));
  });

  it.each([
    [
      "a mistyped key",
      "batchSize",
      "batchsize",
      /f\.yaml:16:3 train has to hold known keys only \(did you mean batchSize\?\), got "batchsize"/,
    ],
    ["an unknown key", "heldOut", "seedz: 3\nheldOut", /f\.yaml:12:1 the file .*did you mean seeds/],
    [
      "an unknown key in a rung",
      "dModel: 12,",
      "dModel: 12, colour: red,",
      /f\.yaml:10:28 ladder\.1 has to hold known keys only, got "colour"/,
    ],
    ["a wrong type", "numSteps: 30", "numSteps: many", /f\.yaml:17:3 train\.numSteps: .*number.*, got "many"/],
    ["a missing key", "  learningRate: 3e-3\n", "", /f\.yaml:13:1 train\.learningRate: .*, got "nothing"/],
    ["broken YAML", "[0, 10, 30]", "[0, 10, 30", /f\.yaml has to be valid YAML, got .* \| edit f\.yaml:19:/],
    ["a key given twice", "name: small", "name: small\nname: tiny", /unique.* \| edit f\.yaml:2:1/],
    ["an empty file", text, "", /f\.yaml:1:1 the file: .*object/],
    [
      "heads that do not divide the width",
      "dModel: 12, nHeads: 1",
      "dModel: 12, nHeads: 5",
      /f\.yaml:10:.* rung b: dHead: .*int.*, got 2\.4/,
    ],
    [
      "a setting of the other kind",
      "nLayers: 1",
      "nLayers: 1\n  dEmbed: 4",
      /f\.yaml:8:3 rung a: the file has to hold known keys only.*got "dEmbed"/,
    ],
    ["a rung without its width", "dModel: 12, ", "", /f\.yaml:10:.* rung b: dModel: .*, got "nothing"/],
    [
      "a ladder that shrinks",
      "dModel: 12",
      "dModel: 4",
      /f\.yaml:10:.* rung b needs more non-embedding parameters than a/,
    ],
    ["two rungs of one name", "name: b", "name: a", /f\.yaml:10:7 rungs need different names, got "a"/],
    [
      "a held-out rung that is not the largest",
      "[c]",
      "[a]",
      /f\.yaml:12:1 the held-out rungs have to be the largest ones/,
    ],
    ["an unknown held-out rung", "[c]", "[x]", /f\.yaml:12:11 heldOut has to name rungs \(a, b, c\), got "x"/],
    ["one observed rung", "[c]", "[b, c]", /at least 2 rungs have to stay observed, got 1/],
    [
      "checkpoints that do not increase",
      "[0, 10, 30]",
      "[0, 10, 10, 30]",
      /f\.yaml:18:22 checkpoints have to increase, got 10/,
    ],
    ["checkpoints that end early", "[0, 10, 30]", "[0, 10]", /checkpoints have to end with train\.numSteps 30/],
    [
      "another spacing",
      "[0, 10, 30]",
      "{ count: 3, spacing: cubic }",
      /f\.yaml:18:1 checkpoints: a list of steps or .* is required/,
    ],
    ["an unknown task", "operator-chain", "nope", /loadTask/],
    ["a billion laughs", "name: small", "x: &a [1,1]\ny: &b [*a,*a]\nname: small", /known keys/],
  ])("points at %s", async (_, from, to, expected) => {
    expect(await complaint(from, to)).toMatch(expected);
  });

  it("says where no file is", async () => {
    await expect(readFamily("none.yaml", scratch())).rejects.toThrow(
      /^readText: a readable file .*none\.yaml is required/,
    );
  });
});

describe("logSpacedSteps", () => {
  it("increases, stays within 1..numSteps and ends with numSteps", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 100_000 }), (count, numSteps) => {
        const steps = logSpacedSteps(count, numSteps);
        expect(steps.at(-1)).toBe(numSteps);
        expect(steps.length).toBeLessThanOrEqual(count);
        for (const [i, step] of steps.entries()) expect(step).toBeGreaterThanOrEqual(i === 0 ? 1 : steps[i - 1]! + 1);
      }),
      { seed: 42 },
    );
  });

  it("has constant ratios up to rounding", () => {
    expect(logSpacedSteps(3, 10_000)).toEqual([100, 1000, 10_000]);
    expect(logSpacedSteps(5, 3)).toEqual([1, 2, 3]);
    expect(logSpacedSteps(1, 7)).toEqual([7]);
  });
});

describe("a success definition of the family's own", () => {
  const withSuccess = (success: string) =>
    text.replace(/^( *)name: operator-chain\n/m, `$1name: operator-chain\n$1success: ${success}\n`);

  it("replaces the task's, makes other runs, and leaves the fingerprint alone", async () => {
    const [own, other] = [await read(text), await read(withSuccess("{ kind: kOfN, k: 2 }"))];
    expect(other.task.success).toEqual({ kind: "kOfN", k: 2 });
    expect(other.task.fingerprint).toBe(own.task.fingerprint);
    expect(observedRuns(other).map(runKey)).not.toContain(runKey(observedRuns(own)[0]!));
    expect((await read(withSuccess("{ kind: sampled }"))).task.success).toEqual({ kind: "sampled" });
  });

  it("has to fit the task", async () => {
    await expect(read(withSuccess("{ kind: kOfN, k: 99 }"))).rejects.toThrow("kOfN needs k of at most answerLength");
    await expect(read(withSuccess("{ kind: multipleChoice, options: [1, 2] }"))).rejects.toThrow(
      "needs answerLength 1",
    );
  });
});
