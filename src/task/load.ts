/**
 * Finds a task by name: first in the project's tasks/, then among those that come with foreshock. A task file is code, so this is one
 * of the few places with a dynamic import; `.ts` files go through tsx because Node 20 does not run them. "foreshock/task" is resolved
 * to this installation, so that a bare folder with one task file works without a package.json.
 */
import { existsSync, readdirSync } from "node:fs";
import { register } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";
import { sha256 } from "../base/canonical.ts";
import { usageError } from "../base/errors.ts";
import { readText } from "../base/files.ts";
import { TaskParams, name as taskName } from "../specs.ts";
import type { Params, TaskDefinition } from "./define.ts";
import { instantiate, type Task } from "./task.ts";

const ENDINGS = [".ts", ".mjs", ".js"];
const ownTasks = fileURLToPath(new URL("../../tasks", import.meta.url));
const defineUrl = new URL(`./define${path.extname(import.meta.url)}`, import.meta.url).href;

// Runs in Node's loader thread, below tsx: it has to be text, because Node 20 cannot load a .ts file there.
const hooks = `export const resolve = async (specifier, context, next) => {
  const found = await next(specifier === "foreshock/task" ? ${JSON.stringify(defineUrl)} : specifier, context);
  return /\\/tasks\\/[^/]+\\.ts$/.test(found.url) ? { ...found, format: "module" } : found;
}`;
let hooked = false;

const fn = z.custom<unknown>((value) => typeof value === "function", "a function is required");
const Definition = z.looseObject({
  name: taskName,
  description: z.string().min(1),
  params: TaskParams,
  promptLength: fn,
  answerLength: fn,
  sample: fn,
});

/**
 * Returns the task `name` with these settings from `<projectDir>/tasks/<name>.{ts,mjs,js}` or from foreshock's own tasks.
 * An unknown name, a file that does not load, one without a task in it, and wrong settings are usage errors.
 */
export async function loadTask(name: string, params: Params, projectDir: string): Promise<Task> {
  const file = findTask(name, projectDir);
  if (file === undefined) {
    const known = taskNames(projectDir).join(", ");
    const hint = `choose one of them, or write ${path.join(projectDir, "tasks", "<name>.ts")}`;
    throw usageError("loadTask", `one of the tasks ${known} is required`, name, hint);
  }
  const source = readText(file, "check the file's permissions");
  return instantiate(await definitionIn(file, name, source), params, source);
}

/** Returns the names of all tasks that `loadTask` finds from this project folder, sorted. */
export function taskNames(projectDir: string): string[] {
  const files = folders(projectDir).flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  const tasks = files.filter((file) => ENDINGS.includes(path.extname(file)) && !file.endsWith(".d.ts"));
  return [...new Set(tasks.map((file) => path.parse(file).name))].sort();
}

function folders(projectDir: string): string[] {
  return [path.resolve(projectDir, "tasks"), ownTasks];
}

function findTask(name: string, projectDir: string): string | undefined {
  if (!taskName.safeParse(name).success) return undefined;
  const files = folders(projectDir).flatMap((folder) => ENDINGS.map((ending) => path.join(folder, name + ending)));
  return files.find((file) => existsSync(file));
}

async function definitionIn(file: string, name: string, source: string): Promise<TaskDefinition> {
  const wrong = (requirement: string, got: unknown) =>
    usageError("loadTask", `${file} ${requirement}`, got, "see foreshock's own tasks for examples to copy");
  const module = await importFile(file, source).catch((error: unknown) => {
    throw wrong("must load", new Error(firstLines(error)));
  });
  const parsed = Definition.safeParse(module.default);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw wrong("must have `export default defineTask({...})`", new Error([...issue.path, issue.message].join(": ")));
  }
  if (parsed.data.name !== name) throw wrong(`must define the task ${name}`, parsed.data.name);
  return module.default as TaskDefinition;
}

async function importFile(file: string, source: string): Promise<{ default?: unknown }> {
  if (!hooked) register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  hooked = true;
  const { href } = pathToFileURL(file);
  if (path.extname(file) !== ".ts") return import(`${href}?source=${sha256(source)}`);
  const { tsImport } = await import("tsx/esm/api");
  return tsImport(href, { parentURL: import.meta.url, tsconfig: false });
}

// esbuild puts the reason on the second line, Node on the first.
function firstLines(error: unknown): string {
  const [first = "", second = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return first.endsWith(":") ? `${first} ${second}` : first;
}
