/**
 * npm run bank -- <command>: draws, trains and packs the families of the bank (models/bank/README.md).
 *   draw                                         models/bank/families/*.yaml from ranges.yaml
 *   train <folder> <which> [--observed]          in a project folder; which = learning, blind, or tasks with commas
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { familiesOf, writeAll } from "./families.ts";
import { trainFamilies } from "./train.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { observed: { type: "boolean", default: false } },
});
const [command, folder = "", which = ""] = positionals;

if (command === "draw") console.log(`wrote ${await writeAll()} families`);
else if (command === "train")
  trainFamilies(path.resolve(folder), familiesOf(which), values.observed ? "observed" : "all");
else throw new Error("draw or train is required: see models/bank/README.md");
