#!/usr/bin/env node
/** The program `foreshock`: program.ts with this process's arguments, folder, environment, streams and signals. */
import { run } from "./program.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const isTerminal = process.stdout.isTTY === true;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  color: isTerminal && !process.env.NO_COLOR,
  terminal: isTerminal ? process.stdout : null,
  ask: isTerminal && process.stdin.isTTY === true ? asked : null,
  onInterrupt(stop) {
    for (const signal of SIGNALS) process.once(signal, stop);
    return () => {
      for (const signal of SIGNALS) process.off(signal, stop);
    };
  },
});

async function asked(line: string): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(line);
  } finally {
    lines.close();
  }
}
