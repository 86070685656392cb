#!/usr/bin/env node
/**
 * The command line: arguments become calls, results become text or JSON on stdout, errors become one line and a hint on stderr and an
 * exit status. What verbs there are is in verbs.ts.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { EXIT, ForeshockError } from "../base/errors.ts";
import { type Context, Interrupted, type Result } from "./context.ts";
import { type Shared, VERBS, type Verb } from "./verbs.ts";

const INTERRUPTED = 130;

const START = `
Start here:
  $ foreshock demo          the whole experiment in a few minutes
  $ foreshock init study    a project of your own
  $ foreshock status        where it stands and what to type next

Exit status: 0 done, 1 something failed, 2 wrong use or input, 3 integrity, 4 a number that cannot be computed.`;

function program(): Command {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const root = new Command("foreshock")
    .description("Forecasts where abrupt capability jumps come, from small models, blinded, then checks itself.")
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addHelpText("after", START);
  for (const verb of VERBS) add(root, verb);
  return root;
}

function add(root: Command, { usage, description, example, options = [], more = "", act }: Verb): void {
  const command = root.command(usage).description(description);
  for (const [flags, text, parse] of options)
    parse ? command.option<unknown>(flags, text, parse) : command.option(flags, text);
  command
    .option("--project <dir>", "the project's folder (default: found from the current folder upwards)")
    .option("--json", "print JSON")
    .addHelpText("after", `${more}\nExample:\n  $ ${example}`)
    .action(async (...given: unknown[]) => {
      const { project, json = false, ...own } = given.at(-2) as Shared & Record<string, unknown>;
      const context = contextOf(project, json);
      finish(await act(given.slice(0, -2) as (string | undefined)[], own, context), json);
    });
}

function contextOf(project: string | undefined, json: boolean): Context {
  return {
    cwd: process.cwd(),
    project,
    home: path.resolve(process.env.FORESHOCK_HOME || path.join(homedir(), ".config", "foreshock")),
    json,
    now: () => new Date().toISOString(),
    tell: (line, event) => (json ? print(JSON.stringify(event)) : say(line)),
  };
}

function finish({ data, text, problem }: Result, json: boolean): void {
  if (json) print(JSON.stringify(data));
  else for (const line of text) say(line);
  if (problem) throw problem;
}

/** For people: pages use no-break spaces, which grep and a terminal's search do not find. */
function say(line: string): void {
  print(line.replaceAll("\u00a0", " "));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Says what went wrong in one line, what to try in a second, and returns the exit status. */
async function explain(error: unknown): Promise<number> {
  if (process.env.FORESHOCK_DEBUG === "1") console.error(error);
  const complain = (message: string, hint: string) =>
    process.stderr.write(`foreshock: ${message.replace(/\s*\n\s*/g, " ")}\n  try: ${hint}\n`);
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    complain(error.message.replace(/^error: /, ""), "foreshock --help, or foreshock <verb> --help");
    return EXIT.usage;
  }
  if (error instanceof Interrupted) {
    complain(error.message, error.hint);
    return INTERRUPTED;
  }
  if (error instanceof ForeshockError) {
    complain(error.message, error.hint);
    return EXIT[error.kind];
  }
  if (isSystemError(error)) {
    complain(error.message, `check ${error.path}, then give the same command again`);
    return EXIT.failed;
  }
  complain(
    `defect: ${error instanceof Error ? error.message : String(error)}`,
    "FORESHOCK_DEBUG=1 with the same command shows where; please report it",
  );
  return EXIT.failed;
}

/** A disk or permission problem that names a path: the machine's, not a defect of foreshock. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && "path" in error;
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(EXIT.ok);
});

const args = process.argv.slice(2);
try {
  await program().parseAsync(args.length === 0 ? ["--help"] : args, { from: "user" });
} catch (error) {
  process.exitCode = await explain(error);
}
