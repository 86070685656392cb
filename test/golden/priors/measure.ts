/**
 * Measures the priors of `hierarchical-process` anew. Run: npm run priors -- <folder of published results>. For every source of published
 * results it is done once more without that source. Takes a quarter of an hour; prints each world and how well it does on what it was fitted to.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Asked } from "../../../src/benchmark/asked.ts";
import type { Numbers } from "../../../src/forecast/process/worlds.ts";
import type { Axis } from "../../../src/records.ts";
import { root } from "../../root.ts";
import { fitted, type Spreads } from "./fit.ts";
import { ready } from "./objective.ts";
import { evenly, learningQuestions } from "./questions.ts";

const AXES: readonly Axis[] = ["nParams", "tokens", "flops"];
/** Questions per fit, drawn evenly from its settings, and evaluations of the objective. */
const [PER_SETTING, EVALUATIONS] = [60, 110];
/** Where searches begin: small slopes and long smooth deviations; steep slopes for families. */
const STARTS = {
  nParams: [0.1, -0.8, -0.8, 0.1, -3.5, -2.7],
  tokens: [0.1, -1, -0.85, 0.7, -3.8, -2.6],
  flops: [0.3, -2.3, -0.6, 1, -3.2, -2.9],
  drawn: [0.4, 0.2, -0.1, 0, -2.8, -1.4],
  setUp: [3.4, 1.5, 1.5, -0.8, -0.2, -3],
};
/** Published ladders are alike in their slopes; families are drawn from everything. */
const SPREADS: Record<"published" | "families", Spreads> = {
  published: [0.2, 0.2, 0.6, 0.8],
  families: [1.2, 0.5, 0.6, 1],
};

const [data] = process.argv.slice(2);
if (data === undefined) throw new Error("the folder of published results is required: npm run priors -- <folder>");
const { published, ...families } = await learningQuestions(data);

const worlds: Record<string, Record<string, Numbers>> = {};
for (const without of ["", ...new Set(published.map(({ source }) => source))]) {
  for (const axis of AXES) {
    const isHere = (one: Asked) => one.question.axis === axis && one.source === without;
    if (without !== "" && !published.some(isHere)) continue;
    const own = published.filter((one) => one.question.axis === axis && one.source !== without);
    worlds[without] = { ...worlds[without], [axis]: report(`${axis} without "${without}"`, own, axis) };
  }
}
for (const without of Object.keys(worlds)) worlds[without] = { ...worlds[""], ...worlds[without] };
const drawn = report("families drawn", families.drawn, "drawn");
const setUp = report("families set up to jump", families.setUp, "setUp");
write(worlds, [
  { world: drawn, weight: 0.5 },
  { world: setUp, weight: 0.5 },
]);

function report(name: string, questions: readonly Asked[], kind: keyof typeof STARTS) {
  const isFamily = kind === "drawn" || kind === "setUp";
  const chosen = evenly(questions, PER_SETTING).flatMap((one) => ready(one) ?? []);
  const { world, value } = fitted(chosen, STARTS[kind], SPREADS[isFamily ? "families" : "published"], EVALUATIONS);
  console.log(`${name}: ${chosen.length} questions, objective ${value.toFixed(3)}, ${JSON.stringify(world)}`);
  return world;
}

function write(published: Record<string, unknown>, own: unknown): void {
  const text = `/** Priors measured on other tasks. Written by \`npm run priors\`, not by hand; how and on what stands in models/bank/README.md. */
import type { Axis } from "../../records.ts";
import type { Numbers } from "./worlds.ts";

/** \`published[source][axis]\`: without that source, "" = with all; \`families\`: small families, weighted. */
export const MEASURED: {
  published: Record<string, Record<Axis, Numbers>>;
  families: { world: Numbers; weight: number }[];
} = ${JSON.stringify({ published, families: own })};
`;
  writeFileSync(path.join(root, "src/forecast/process/measured.ts"), text);
}
