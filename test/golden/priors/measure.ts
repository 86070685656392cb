/**
 * Measures the priors of `hierarchical-process` anew. Run: npm run priors -- <folder of published results>. For every source of published
 * results it is done once more without that source. Takes a quarter of an hour; prints each world and how well it does on what it was fitted to.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { readBank } from "../../../src/bank/bank.ts";
import { fold, generator, rootKey } from "../../../src/base/random.ts";
import type { Asked } from "../../../src/benchmark/asked.ts";
import { askFamilies } from "../../../src/benchmark/families.ts";
import { questionsFile } from "../../../src/benchmark/folder/questionsFile.ts";
import { readFolder } from "../../../src/benchmark/folder/source.ts";
import { askLadder } from "../../../src/benchmark/published/ladder.ts";
import { askPythia } from "../../../src/benchmark/published/pythia.ts";
import type { Axis } from "../../../src/records.ts";
import { readPack } from "../../../src/retrodict/ownFamilies/pack.ts";
import { isBlind } from "../../../src/retrodict/ownFamilies/questions.ts";
import { shuffled } from "../../../src/task/define.ts";
import { root } from "../../root.ts";
import { fitted } from "./fit.ts";
import { ready } from "./objective.ts";

const SOURCES = ["gadre", "tr3"];
const AXES: readonly Axis[] = ["nParams", "tokens", "flops"];
/** Questions per fit, drawn evenly from its settings, and evaluations of the objective. */
const [PER_SETTING, EVALUATIONS] = [Number(process.env.PER ?? 60), Number(process.env.EVALS ?? 240)];
/** Where searches begin: small slopes and long smooth deviations; steep slopes for families. */
const STARTS = {
  nParams: [0.1, -0.8, 0.2, -0.8, 0.2, 0.1, 0.3, -3.5, 0.5, -2.7],
  tokens: [0.1, -1, 0.25, -0.85, 0.3, 0.7, 0.6, -3.8, 0.3, -2.6],
  flops: [0.3, -2.5, 0.5, -0.8, 0.4, 0.9, 0.2, -2.8, 1.4, -2.9],
  drawn: [0.4, 0.2, 1.5, -0.1, 0.4, 0.5, 0.6, -2.8, 0.9, -1.4],
  setUp: [3.4, 2.5, 0.3, 1.5, 0.3, -0.8, 0.5, -0.2, 0.8, -3],
};

const [data] = process.argv.slice(2);
if (data === undefined) throw new Error("the folder of published results is required: npm run priors -- <folder>");
const published = await publishedQuestions(data);
const families = await familyQuestions();
const key = rootKey("foreshock/priors");

const worlds: Record<string, Record<string, unknown>> = {};
for (const without of ["", ...new Set(published.map(({ source }) => source))]) {
  for (const axis of AXES) {
    const isHere = (one: Asked) => one.question.axis === axis && one.source === without;
    if (without !== "" && !published.some(isHere)) continue;
    const own = published.filter((one) => one.question.axis === axis && one.source !== without);
    (worlds[without] ??= {})[axis] = report(`${axis} without "${without}"`, own, STARTS[axis]);
  }
}
for (const without of Object.keys(worlds)) worlds[without] = { ...worlds[""], ...worlds[without] };
const drawn = report("families drawn", families.drawn, STARTS.drawn);
const setUp = report("families set up to jump", families.setUp, STARTS.setUp);
write(worlds, [
  { world: drawn, weight: 0.5 },
  { world: setUp, weight: 0.5 },
]);

function report(name: string, questions: readonly Asked[], start: readonly number[]) {
  const chosen = evenly(questions).flatMap((one) => ready(one) ?? []);
  const { world, value } = fitted(chosen, start, EVALUATIONS);
  console.log(`${name}: ${chosen.length} questions, objective ${value.toFixed(3)}, ${JSON.stringify(world)}`);
  return world;
}

/** At most so many questions of every setting, drawn from a written key. */
function evenly(questions: readonly Asked[]): Asked[] {
  const settings = [...new Set(questions.map(({ setting }) => setting))].sort();
  return settings.flatMap((setting) => {
    const own = questions.filter((one) => one.setting === setting);
    return shuffled(generator(fold(key, setting)), own.length)
      .slice(0, PER_SETTING)
      .map((i) => own[i]!);
  });
}

async function publishedQuestions(folder: string): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const source of SOURCES) {
    const own = path.join(folder, source);
    asked.push(...(await readFolder(own, questionsFile(own)!)));
  }
  return [...asked, ...(await askPythia(folder)), ...(await askLadder(folder))];
}

async function familyQuestions(): Promise<{ drawn: Asked[]; setUp: Asked[] }> {
  const bank = await readBank(root, "learning");
  const packed = (await readPack(root)).filter(({ family }) => family.ladder.length >= 8);
  return {
    drawn: askFamilies("bank", bank, () => false),
    setUp: askFamilies("families", packed, isBlind),
  };
}

function write(published: Record<string, unknown>, own: unknown): void {
  const text = `/** Priors measured on other tasks. Written by \`npm run priors\`, not by hand; how and on what stands in models/bank/README.md. */
import type { Axis } from "../../records.ts";
import type { World } from "./worlds.ts";

/** \`published[source][axis]\`: without that source, "" = with all; \`families\`: small families, weighted. */
export const MEASURED: {
  published: Record<string, Record<Axis, World>>;
  families: { world: World; weight: number }[];
} = ${JSON.stringify({ published, families: own }, null, 2)};
`;
  writeFileSync(path.join(root, "src/forecast/process/measured.ts"), text);
}
