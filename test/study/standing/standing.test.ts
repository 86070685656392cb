/** Where a study stands is told from its files: no task is executed, a changed file is noticed, and runs are counted. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openStudy } from "../../../src/study/project.ts";
import { standingOf } from "../../../src/study/standing/standing.ts";
import { must } from "../../cli/foreshock.ts";
import { ask, QUESTION as QUESTION_OF_TOY, tableProject } from "../../cli/imported.ts";
import { oldProject } from "../../made/oldProject.ts";

function old() {
  const { dir, home, root } = oldProject();
  const study = openStudy(dir, { home, now: () => "" });
  const file = (name: string) => path.join(dir, name);
  const edit = (name: string, from: string, to: string) => {
    const text = readFileSync(file(name), "utf8");
    expect(text).toContain(from);
    writeFileSync(file(name), text.replace(from, to));
  };
  return { study, file, edit, root, standing: () => standingOf(study) };
}
const QUESTION = "predictions/tiny-chain/question.yaml";
const RUN = "models/runs/384f92b01244b0d00d816842c9a9dac3";
const FAMILY = "models/families/tiny-chain.yaml";

it("counts the runs of a registered question without executing its task", () => {
  const { root, file, standing } = old();
  const marker = path.join(root, "executed");
  writeFileSync(
    file("tasks/operator-chain.ts"),
    `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(marker)}, "");\nthrow new Error("executed");\n`,
  );
  expect(standing()).toMatchObject({
    ledgerLines: 22,
    questions: [
      {
        name: "tiny-chain",
        stage: "scored",
        family: "tiny-chain",
        observed: { done: 6, total: 6 },
        heldOut: { sealed: 2, total: 2 },
        problem: null,
        next: "foreshock report tiny-chain",
      },
    ],
    families: [],
    imports: [],
  });
  expect(existsSync(marker)).toBe(false);
});

it.each([
  [QUESTION, "threshold: 0.25", "threshold: 0.5", /another threshold/],
  [QUESTION, "exactMatch", "exactMath", /metric: one of nll/],
  [FAMILY, "learningRate: 1e-2", "learningRate: 2e-2", /another familyDigest/],
  [FAMILY, "k: 3", "k: 2", /another task/],
  [FAMILY, "seeds: 2", "seeds: two", /tiny-chain\.yaml:\d+:\d+/],
])("a change in %s from %s to %s is a problem", (name, from, to, problem) => {
  const { edit, standing } = old();
  edit(name, from, to);
  const [question] = standing().questions;
  expect(question).toMatchObject({ stage: "scored", problem: expect.stringMatching(problem) });
  expect(question!.next).not.toContain("foreshock close");
});

it("a family without a question is counted by the specifications of its finished runs", () => {
  const { file, study, standing } = old();
  const text = readFileSync(file(FAMILY), "utf8");
  writeFileSync(file("models/families/same.yaml"), text.replace("name: tiny-chain", "name: same"));
  writeFileSync(
    file("models/families/other.yaml"),
    text.replace("name: tiny-chain", "name: other").replace("k: 3", "k: 4"),
  );
  const runs = path.join(study.dir, "models/runs");
  const observed = readdirSync(runs).find((run) =>
    readFileSync(path.join(runs, run, "spec.json"), "utf8").includes('"seed":"0"'),
  );
  rmSync(path.join(runs, observed!), { recursive: true });
  expect(standing().families).toEqual([
    { name: "other", observed: { done: 0, total: 6 }, problem: null, next: "foreshock run other" },
    { name: "same", observed: { done: 5, total: 6 }, problem: null, next: "foreshock run same" },
  ]);
});

it("a question about an import is held against import.json and its file, without a row read", async () => {
  const place = await tableProject();
  onTestFinished(place.remove);
  await must(place, "register", "toy");
  const study = openStudy(place.dir, { home: place.home, now: () => "" });
  const toy = () => standingOf(study).questions[0]!;
  rmSync(path.join(place.dir, "models/imports/toy/rows.parquet"));
  expect(toy()).toMatchObject({ stage: "open", import: "toy", observed: null, problem: null });
  for (const [from, to, field] of [
    ["success: { chance: 0.1 }", "success: { chance: 0.2 }", /another task/],
    ["run: m2, step: 100", "run: m2, step: 50", /another rungs/],
    ["threshold: 0.6", "threshold: 0.6\naxis: flops", /another axis/],
  ] as const) {
    ask(place, QUESTION_OF_TOY.replace(from, to));
    expect(toy().problem).toMatch(field);
  }
});

it.each<[string, (file: (name: string) => string) => void]>([
  ["a specification that is not JSON", (file) => writeFileSync(file(`${RUN}/spec.json`), "not json")],
  [
    "a folder in its place",
    (file) => {
      rmSync(file(`${RUN}/spec.json`));
      mkdirSync(file(`${RUN}/spec.json`));
    },
  ],
  [
    "a file in the place of models/runs",
    (file) => {
      rmSync(file("models/runs"), { recursive: true });
      writeFileSync(file("models/runs"), "");
    },
  ],
])("%s is passed over", (_, damage) => {
  const { file, standing } = old();
  damage(file);
  expect(standing().questions).toMatchObject([{ name: "tiny-chain", stage: "scored", problem: null }]);
});

it.each([
  [
    "aliases without end",
    `title: &a [x, x, x, x, x, x, x, x, x]\n${"abcdefgh".replace(/./g, (c, i) => `${c}: &${c}${c} [${"*".concat(i ? "abcdefgh"[i - 1]!.repeat(2) : "a")}${", *".concat(i ? "abcdefgh"[i - 1]!.repeat(2) : "a").repeat(8)}]\n`)}`,
  ],
  ["half a character", 'title: "\\ud800"\n'],
])("a question with %s is a problem of that question alone", (_, text) => {
  const { file, standing } = old();
  mkdirSync(file("predictions/bomb"));
  writeFileSync(file("predictions/bomb/question.yaml"), text);
  const bomb = standing().questions.find(({ name }) => name === "bomb");
  expect(bomb!.problem).toMatch(/plain text and few aliases/);
});

it("shows nothing of a file outside the project, nor of one that is no family", () => {
  const { file, root, standing } = old();
  writeFileSync(path.join(root, "secret"), "-----BEGIN SECRET-----");
  writeFileSync(file("models/families/secret.yaml"), "-----BEGIN SECRET-----");
  mkdirSync(file("predictions/nosy"));
  writeFileSync(
    file("predictions/nosy/question.yaml"),
    "title: What?\nfamily: ../secret\nmetric: exactMatch\nthreshold: 0.5\n",
  );
  const text = JSON.stringify(standing());
  expect(text).toContain("family: the path of a family's file");
  expect(text).not.toContain("BEGIN SECRET");
});

it("a folder whose name no question can have is not offered as a command", () => {
  const { file, standing } = old();
  const name = "$(touch X)";
  mkdirSync(file(`predictions/${name}`));
  writeFileSync(file(`predictions/${name}/question.yaml`), "title: x\n");
  expect(standing().questions.map((one) => one.name)).toEqual(["tiny-chain"]);
});
