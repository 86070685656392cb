/** Invented courses of training in the shape the literature describes, for tests of the page alone: an induction bump and grokking. */
import { fold, generator, rootKey } from "../../../src/base/random.ts";
import type { Line, PhenomenaInput, PhenomenonSection, Picture } from "../../../src/phenomena/section.ts";

const SEEDS = ["0", "1", "2"];
/** 40 checkpoints: every step to 12, then evenly spaced in log step to 6000. */
export const STEPS = Array.from({ length: 40 }, (_, i) => (i < 12 ? i + 1 : Math.round(6000 ** (i / 39))));

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** Rises from 0 to 1 around a step, `sharp` per unit of ln step. */
const rise = (step: number, at: number, sharp: number): number => sigmoid(sharp * Math.log(step / at));

type Course = (step: number, late: number) => number;

function lines(label: string, course: Course, noise: number, stderr: number | null = null, steps = STEPS): Line[] {
  return SEEDS.map((seed, i) => {
    const draw = generator(fold(rootKey("page fixture"), label, seed));
    const points = steps.map((step) => {
      return { step, value: course(step, 1 + 0.14 * (i - 1)) + noise * (draw.uniform() - 0.5), stderr };
    });
    return { label, seed, points };
  });
}

const loss: Course = (s, k) => 5.05 - 0.55 * rise(s, 30, 1.6) - 0.3 * rise(s, 330 * k, 3) - 3.87 * rise(s, 830 * k, 7);
const icl: Course = (s, k) => 0.02 - 3.4 * rise(s, 840 * k, 7);
const previous: Course = (s, k) => 0.04 + 0.8 * rise(s, 330 * k, 4);
const prefix: Course = (s, k) => 0.03 + 0.72 * rise(s, 780 * k, 8);
const llc: Course = (s, k) =>
  6 + 60 * rise(s, 25, 1.8) - 16 * rise(s, 290 * k, 5) + 95 * rise(s, 800 * k, 7) + 6 * rise(s, 2500, 3);

export const bump: Picture = {
  title: "The induction bump",
  xTitle: "training step",
  xLog: true,
  panels: [
    {
      title: "Loss",
      unit: "nats/token",
      lines: lines("loss", loss, 0.04, 0.01),
      rules: [{ value: Math.log(128), label: "uniform, ln 128" }],
    },
    { title: "In-context-learning score", unit: "nats", lines: lines("ICL score", icl, 0.06) },
    {
      title: "Previous-token score",
      unit: "1",
      lines: [
        ...lines("layer 0, best head", previous, 0.02),
        ...lines("layer 1, best head", (s, k) => 0.06 + 0.1 * rise(s, 900 * k, 3), 0.02),
      ],
    },
    {
      title: "Prefix-matching score",
      unit: "1",
      lines: [
        ...lines("layer 0, best head", (s) => 0.05 + 0.05 * rise(s, 900, 3), 0.02),
        ...lines("layer 1, best head", prefix, 0.02),
      ],
    },
    { title: "Local learning coefficient (LLC)", unit: "", lines: lines("LLC", llc, 5, 1.6) },
  ],
  stages: [
    { from: 1, to: 180, type: "A", evidence: "loss −0.53 ± 0.01 nats, LLC +58.1 ± 2.2" },
    {
      from: 180,
      to: 480,
      type: "B",
      evidence: "loss −0.22 ± 0.01 nats, LLC −14.2 ± 2.3; the fall of the loss is slow",
    },
    { from: 480, to: 6000, type: "A", evidence: "loss −3.95 ± 0.01 nats, LLC +97.0 ± 2.4" },
  ],
  marks: [715, 830, 950].map((step) => ({ step, label: "ICL score below −1 nat" })),
};

/** The same picture with holes: seed 1 has no LLC from step 50 to 130, no seed one from 900 to 1700, one lonely value in between. */
export const holes: Picture = {
  ...bump,
  panels: bump.panels.map((panel) =>
    panel.title.includes("LLC")
      ? {
          ...panel,
          lines: panel.lines.map((line) => ({ ...line, points: line.points.filter((p) => kept(line.seed!, p.step)) })),
        }
      : panel,
  ),
};

function kept(seed: string, step: number): boolean {
  if (seed === "1" && step > 50 && step < 130) return false;
  return step <= 900 || step >= 1700 || (step > 1200 && step < 1300);
}

const GROK = Array.from({ length: 40 }, (_, i) => 500 * (i + 1));
const trainLoss: Course = (s) => Math.exp(Math.log(2.2) - 7 * rise(s, 900, 3));
const testLoss: Course = (s, k) => Math.exp(1.4 + 1.1 * rise(s, 900, 4) - 7 * rise(s, 9300 * k, 9));
const complexity: Course = (s, k) => 18 + 15 * rise(s, 1200, 3) - 11 * rise(s, 6500 * k, 4);

export const grok: Picture = {
  title: "Grokking addition modulo 53",
  xTitle: "training step",
  xLog: false,
  panels: [
    {
      title: "Accuracy",
      unit: "1",
      lines: [
        ...lines("train", (s) => rise(s, 700, 5), 0, null, GROK),
        ...lines("test", (s, k) => rise(s, 9300 * k, 14), 0, null, GROK),
      ],
    },
    {
      title: "Loss",
      unit: "nats",
      log: true,
      lines: [...lines("train", trainLoss, 0, null, GROK), ...lines("test", testLoss, 0, null, GROK)],
    },
    { title: "LLC", unit: "", lines: lines("llc", complexity, 1.6, 0.7, GROK) },
  ],
  stages: [],
  marks: [8000, 9300, 10600].map((step, i) => ({ step, label: `test accuracy .5, seed ${i}` })),
};

const leads = (rows: [string, string, (number | null)[]][]) =>
  rows.map(([indicator, rule, at]) => ({
    indicator,
    rule,
    perSeed: SEEDS.map((seed, i) => {
      const [step, jump] = [at[i]!, [8000, 9300, 10600][i]!];
      return {
        seed,
        step,
        lead: step === null ? null : jump - step,
        fraction: step === null ? null : (jump - step) / jump,
      };
    }),
  }));

export const inductionBump: PhenomenonSection = {
  name: "induction-bump",
  title: "Induction bump",
  summary:
    "A two-layer attention-only transformer on sequences with repeats forms previous-token heads first, while its loss hardly moves, and induction heads after them, when loss and in-context-learning score fall together.",
  source: "Invented numbers in the shape of the literature; a fixture of the page's tests.",
  settings: [
    ["task", "16 random tokens, three times; vocabulary 128"],
    ["model", "2 layers, d 48, 4 heads, attention only"],
    ["training", "AdamW, learning rate 1e-3, weight decay 1, batch 128, 6000 steps"],
    ["LLC", "SGLD, 4 chains, 300 draws, nβ 30, localisation 100"],
  ],
  claims: [
    {
      what: "previous-token heads first, induction heads after",
      expected: "previous-token score rises first",
      obtained: "step 330 against 780",
      holds: true,
      seeds: "3 of 3",
    },
    {
      what: "loss and ICL score fall together",
      expected: "same checkpoint",
      obtained: "830 and 840",
      holds: true,
      seeds: "3 of 3",
    },
    {
      what: "LLC falls while previous-token heads form",
      expected: "type B",
      obtained: "−14.2 ± 2.3",
      holds: true,
      seeds: "3 of 3",
    },
  ],
  verdict: "reproduced",
  failures: [],
  pictures: [bump],
  leads: null,
  leadNote: null,
  stages: bump.stages,
  seconds: 312,
};

export const grokking: PhenomenonSection = {
  ...inductionBump,
  name: "grokking",
  title: "Grokking modular addition",
  summary:
    "A small network fits the training pairs at once and the held-out pairs thousands of steps later; the complexity of its solution falls in between.",
  settings: [["task", "a + b mod 53, 40 % of the pairs for training"]],
  claims: [
    {
      what: "test accuracy passes .9 long after training accuracy",
      expected: "8k to 15k steps",
      obtained: "9.0k, 10.5k and 12.0k",
      holds: true,
      seeds: "3 of 3",
    },
    {
      what: "LLC moves before test loss",
      expected: "lead over test loss",
      obtained: "behind it in every seed",
      holds: false,
      seeds: "0 of 3",
    },
  ],
  verdict: "partly",
  failures: ["The LLC falls before test accuracy rises, but plain test loss falls earlier still, in every seed."],
  pictures: [grok],
  leads: leads([
    ["test loss", "5 % below its peak, and stays", [3000, 3500, 5500]],
    ["LLC", "5 % below its peak, and stays", [4000, 5000, 8500]],
    ["weight norm", "5 % below its peak, and stays", [null, 9800, null]],
  ]),
  leadNote:
    "The LLC leads test accuracy by 2,100 to 4,300 steps; test loss leads it by 1,000 to 3,000 steps more in every seed.",
  stages: [],
  seconds: 34,
};

export const phenomena: PhenomenaInput = {
  sections: [inductionBump, grokking],
  versions: { foreshock: "0.1.0", node: "20.20.2", "onnxruntime-node": "1.30.0" },
};
