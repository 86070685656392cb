/** A table of six models with an import that holds the two largest out, and a question about them, for the tests of this folder. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { emptyPlace, must, type Place } from "./foreshock.ts";

const SIZES = [1e6, 4e6, 16e6, 64e6, 256e6, 1024e6];
export const HELD_VALUES = ["0.5234", "0.7345"];
const ACCURACY = ["0.1012", "0.1523", "0.2434", "0.3645", ...HELD_VALUES];

export const TABLE = [
  "model,params,step,acc,loss",
  ...SIZES.flatMap((nParams, i) =>
    [50, 100].map((step) => `m${i + 1},${nParams},${step},${step === 100 ? ACCURACY[i] : 0.1},${4 - i / 2}`),
  ),
  "",
].join("\n");

const MAP = ["run=model", "nParams=params", "task='toy'", "n='500'", "metric:accuracy=acc", "metric:nll=loss"];
const READ = ["import", "table", "../t.csv", ...MAP.flatMap((one) => ["--map", one]), "--tokens-per-step", "1000"];
/** `foreshock import` of the table under a name, with more options. */
export const importing = (name: string, ...more: string[]) => [...READ, "--as", name, ...more];
export const HOLD_OUT = ["--hold-out", "m5", "--hold-out", "m6"];

export const QUESTION = `title: When does toy jump?
import: toy
task: toy
metric: accuracy
threshold: 0.6
success: { chance: 0.1 }
rungs:
  - { name: s1, run: m1, step: 100 }
  - { name: s2, run: m2, step: 100 }
  - { name: s3, run: m3, step: 100 }
  - { name: s4, run: m4, step: 100 }
  - { name: s5, run: m5, step: 100, heldOut: true }
  - { name: s6, run: m6, step: 100, heldOut: true }
`;

const NUMBERS = `targets:
  s5: { "0.05": 0.3, "0.5": 0.5, "0.95": 0.7 }
  s6: { "0.05": 0.4, "0.5": 0.6, "0.95": 0.9 }
jump: { "<=s4": 0.05, s5: 0.25, s6: 0.4, never: 0.3 }
`;

/** Writes question.yaml of a question in the project. */
export function ask({ dir }: Place, text: string, name = "toy"): void {
  mkdirSync(path.join(dir, "predictions", name), { recursive: true });
  writeFileSync(path.join(dir, "predictions", name, "question.yaml"), text);
}

/** Makes a project without families' questions, the table `t.csv` and the numbers of a person beside it. */
export async function tableProject(): Promise<Place & { remove: () => void }> {
  const outer = emptyPlace();
  const place = { ...outer, dir: path.join(outer.root, "project") };
  for (const folder of ["models/families", "predictions"]) mkdirSync(path.join(place.dir, folder), { recursive: true });
  writeFileSync(path.join(outer.root, "t.csv"), TABLE);
  writeFileSync(path.join(outer.root, "numbers.yaml"), NUMBERS);
  await must(place, ...importing("toy", ...HOLD_OUT));
  ask(place, QUESTION);
  return place;
}
