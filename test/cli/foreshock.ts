/** The program as a function and as a person types it, and a small project whose models train in a second. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { run } from "../../src/cli/program.ts";
import { root } from "../root.ts";

const main = path.join(root, "dist/cli/main.js");

/** A scratch folder with a project in it, and the folder of its private keys beside it. */
export type Place = { root: string; dir: string; home: string };
export type Answer = { code: number | null; out: string; err: string };

const settings = ({ dir, home }: Place) => ({
  cwd: dir,
  env: { ...process.env, FORESHOCK_HOME: home, NO_COLOR: "1", FORESHOCK_DEBUG: "" },
});

/** No terminal: nothing is styled or redrawn, and nobody presses Ctrl-C. */
export const QUIET = { color: false, terminal: null, ask: null, onInterrupt: () => () => {} };

/** Returns what one command says, called in this process; the project's folder is the current one. */
export async function foreshock(place: Place, ...args: string[]): Promise<Answer> {
  const [out, err]: [string[], string[]] = [[], []];
  const io = {
    ...settings(place),
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    ...QUIET,
  };
  const code = await run(args, io);
  return { code, out: out.join(""), err: err.join("") };
}

/** Returns what the compiled program says, in a process of its own. */
export function spawned(place: Place, ...args: string[]): Answer {
  if (!existsSync(main)) throw new Error("npm run build first: these tests run the compiled program");
  const options = { ...settings(place), encoding: "utf8" as const };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], options);
  return { code: status, out: stdout, err: stderr };
}

/** Returns what a command that has to work says. */
export async function must(place: Place, ...args: string[]): Promise<Answer> {
  const answer = await foreshock(place, ...args);
  if (answer.code !== 0) throw new Error(`${args.join(" ")}: ${answer.err}`);
  return answer;
}

/** Starts a command and returns the process and what becomes of it. */
export function start(place: Place, ...args: string[]): { child: ChildProcess; ended: Promise<Answer> } {
  const child = spawn(process.execPath, [main, ...args], { ...settings(place), stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (bytes: Buffer) => {
    out += bytes;
  });
  child.stderr.on("data", (bytes: Buffer) => {
    err += bytes;
  });
  const ended = new Promise<Answer>((resolve) => {
    child.on("close", (code) => resolve({ code, out, err }));
  });
  return { child, ended };
}

/** Returns the JSON document a command prints; throws when it fails. */
// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the document holds
export async function json(place: Place, ...args: string[]): Promise<any> {
  return JSON.parse((await must(place, ...args, "--json")).out);
}

/** Returns an empty scratch place that is removed by `remove`. */
export function emptyPlace(parent = tmpdir()): Place & { remove: () => void } {
  const root = mkdtempSync(path.join(parent, "foreshock-cli-"));
  const place = { root, dir: root, home: path.join(root, "home") };
  return { ...place, remove: () => rmSync(root, { recursive: true, force: true }) };
}

const FAMILY = `name: tiny
task: { name: operator-chain, params: { k: 2, operators: 3, modulus: 5 } }
model: { kind: transformer, nLayers: 1, nHeads: 1 }
ladder: [{ name: d4, dModel: 4 }, { name: d6, dModel: 6 }, { name: d8, dModel: 8 }, { name: d12, dModel: 12 }]
heldOut: [d12]
seeds: 1
train: { optimiser: { kind: adamw }, learningRate: 1e-2, batchSize: 16, numSteps: 30 }
checkpoints: [10, 30]
evaluation: { examples: 32 }
`;
const QUESTION = `title: When does tiny jump?
family: models/families/tiny.yaml
metric: exactMatch
threshold: 0.5
`;

/** Makes a project with the family and the question `tiny`. */
export async function tinyProject(parent = tmpdir()): Promise<Place & { remove: () => void }> {
  const outer = emptyPlace(parent);
  await must(outer, "init", "project");
  const place = { ...outer, dir: path.join(outer.root, "project") };
  renameSync(path.join(place.dir, "predictions", "chain"), path.join(place.dir, "predictions", "tiny"));
  write(place, "models/families/tiny.yaml", FAMILY);
  write(place, "predictions/tiny/question.yaml", QUESTION);
  return place;
}

/** Returns a copy of a place, for a test that changes it; it is removed after the test. */
export function copyOf(place: Place): Place {
  const copy = keptCopyOf(place);
  onTestFinished(copy.remove);
  return copy;
}

/** Returns a copy of a place that `remove` removes. */
export function keptCopyOf(place: Place, parent = tmpdir()): Place & { remove: () => void } {
  const { root, remove } = emptyPlace(parent);
  cpSync(place.root, root, { recursive: true });
  const moved = (folder: string) => path.join(root, path.relative(place.root, folder));
  return { root, dir: moved(place.dir), home: moved(place.home), remove };
}

/** Writes a file of the project. */
export function write({ dir }: Place, file: string, text: string): void {
  writeFileSync(path.join(dir, file), text);
}

/** Returns the text of a file of the project. */
export function read({ dir }: Place, file: string): string {
  return readFileSync(path.join(dir, file), "utf8");
}

/** Replaces text in a file of the project; throws when it is not there. */
export function edit(place: Place, file: string, from: string, to: string): void {
  const text = read(place, file);
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  write(place, file, text.replace(from, to));
}
