/**
 * npm run bank -- <command>: draws, trains and packs the families of the bank; models/bank/README.md has the whole story.
 *   draw                                   models/bank/families/*.yaml from ranges.yaml
 *   train <folder> <which> [--observed]    in a project folder; which = learning, blind, or tasks with commas
 *   blind <folder> <stage>                 register, forecast, close, train, score: the blind half through a ledger
 *   stuck                                  the share of packed families whose success never leaves guessing, or 1
 *   pack <folder> <which>                  what was trained there, into models/bank/packs
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { usageError } from "../../../src/base/errors.ts";
import { root } from "../../root.ts";
import { blindStage } from "./blind.ts";
import { familiesOf, taskOf, writeAll } from "./families.ts";
import { packTask } from "./pack.ts";
import { BANK_KEY, splitOf } from "./split.ts";
import { stuckLines } from "./stuck.ts";
import { trainFamilies } from "./train.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { observed: { type: "boolean", default: false } },
});
const [command = "", folder = "", which = ""] = positionals;
const project = path.resolve(folder);

if (command === "draw") console.log(`wrote ${await writeAll()} families`);
else if (command === "train") trainFamilies(project, familiesOf(which), values.observed ? "observed" : "all");
else if (command === "blind") await blindStage(project, familiesOf("blind"), which);
else if (command === "stuck") for (const line of await stuckLines(root)) console.log(line);
else if (command === "pack") await packAll(project, familiesOf(which));
else
  throw usageError(
    "bank",
    "draw, train, pack, blind or stuck is required",
    command,
    "npm run bank -- train <folder> learning",
  );

async function packAll(from: string, families: readonly string[]): Promise<void> {
  const { learning } = splitOf(BANK_KEY);
  for (const task of new Set(families.map(taskOf))) {
    const part = learning.includes(task) ? ("learning" as const) : ("blind" as const);
    const names = families.filter((name) => taskOf(name) === task);
    const { numRows, numAnswers } = await packTask(from, root, { task, part, names });
    console.log(`${task}: packed ${numRows} rows and the answers of ${numAnswers} runs`);
  }
}
