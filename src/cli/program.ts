/**
 * The command line as a function: arguments become calls, results become text or JSON on `out`, errors become one line and a hint on
 * `err` and an exit status. What verbs there are is in verbs.ts.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { Command, CommanderError } from "commander";
import { EXIT, ForeshockError } from "../base/errors.ts";
import { safeText } from "./safeText.ts";
import { type Context, Interrupted, type Result } from "./verb.ts";
import { type Shared, VERBS, type Verb } from "./verbs.ts";

const INTERRUPTED = 130;

const START = `
Start here:
  $ foreshock demo          the whole experiment in a few minutes
  $ foreshock init study    a project of your own
  $ foreshock status        where it stands and what to type next

Exit status: 0 done, 1 something failed, 2 wrong use or input, 3 integrity, 4 a number that cannot be computed.`;

/** What the program needs of the process it runs in. */
export type Io = {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  err(text: string): void;
  /** Whether lines may be styled. */
  color: boolean;
} & Pick<Context, "terminal" | "ask" | "onInterrupt">;

/** Does what the arguments say (no arguments: --help) and returns the exit status. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    await program(io).parseAsync(args.length === 0 ? ["--help"] : args, { from: "user" });
    return EXIT.ok;
  } catch (error) {
    return explain(error, io);
  }
}

function program(io: Io): Command {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const root = new Command("foreshock")
    .description("Forecasts where abrupt capability jumps come, from small models, blinded, then checks itself.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: io.out, outputError: () => {} })
    .addHelpText("after", START);
  for (const verb of VERBS) add(root, verb, io);
  return root;
}

function add(root: Command, { usage, description, example, options = [], more = "", act }: Verb, io: Io): void {
  const command = root.command(usage).description(description);
  for (const [flags, text, parse] of options)
    parse ? command.option<unknown>(flags, text, parse) : command.option(flags, text);
  command
    .option("--project <dir>", "the project's folder (default: found from the current folder upwards)")
    .option("--json", "print JSON")
    .addHelpText("after", `${more && `${more}\n`}\nExample:\n  $ ${example}`)
    .action(async (...given: unknown[]) => {
      const { project, json = false, ...own } = given.at(-2) as Shared & Record<string, unknown>;
      const context = contextOf(project, json, io);
      finish(await act(given.slice(0, -2) as (string | undefined)[], own, context), json, io);
    });
}

function contextOf(project: string | undefined, json: boolean, io: Io): Context {
  return {
    cwd: io.cwd,
    project,
    home: path.resolve(io.cwd, io.env.FORESHOCK_HOME || path.join(homedir(), ".config", "foreshock")),
    json,
    now: () => new Date().toISOString(),
    tell: (line, event) => io.out(json ? `${JSON.stringify(event)}\n` : forPeople(line, io)),
    terminal: io.terminal,
    ask: json ? null : io.ask,
    onInterrupt: io.onInterrupt,
  };
}

function finish({ data, text, problem }: Result, json: boolean, io: Io): void {
  if (json) io.out(`${JSON.stringify(data)}\n`);
  else for (const line of text) io.out(forPeople(line, io));
  if (problem) throw problem;
}

/** Pages use no-break spaces and a true minus sign; a terminal's search does not find the one, and the other does not paste as a number. */
function forPeople(line: string, { color }: Io): string {
  const plain = safeText(line).replaceAll("\u00a0", " ").replaceAll("\u2212", "-");
  return `${color ? plain : stripVTControlCharacters(plain)}\n`;
}

/** Says what went wrong in one line, what to try in a second, and returns the exit status. */
function explain(error: unknown, { env, err }: Io): number {
  if (env.FORESHOCK_DEBUG === "1") err(`${error instanceof Error ? error.stack : error}\n`);
  const complain = (message: string, hint: string) =>
    err(`foreshock: ${safeText(message.replace(/\s*\n\s*/g, " "))}\n  try: ${safeText(hint)}\n`);
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
