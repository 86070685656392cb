/** A full disk in the middle of an append: a part of the last line is in the ledger, its head and private memory are not. */
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { copyOf, foreshock, must, type Place, read, write } from "./foreshock.ts";
import { expectProblem } from "./problem.ts";
import { LEDGER, playedStages } from "./stages.ts";

const { trained, committed, closed } = await playedStages();

/** Returns the place before `after`'s last append, with the files that append wrote first and `kept` bytes of its last line. */
function shortWrite(before: Place, after: Place, kept: number): Place {
  const place = copyOf(before);
  const isWrittenLater = (file: string) => /ledger\.|[\\/]heads/.test(file);
  for (const folder of ["dir", "home"] as const)
    cpSync(after[folder], place[folder], { recursive: true, filter: (file) => !isWrittenLater(file) });
  const lines = readFileSync(path.join(after.dir, LEDGER), "utf8").trimEnd().split("\n");
  const last = lines.pop()!;
  write(place, LEDGER, `${lines.map((line) => `${line}\n`).join("")}${last.slice(0, kept)}`);
  return place;
}

const appends: [string, Place, Place, string[]][] = [
  ["forecast", trained, committed, ["forecast", "tiny", "--by", "token-line"]],
  ["close", committed, closed, ["close", "tiny", "--yes"]],
];
it.each(appends.flatMap((row) => [1, 40, 400].map((kept) => ({ verb: row[0], row, kept }))))(
  "$verb with $kept bytes of its last line: repaired, the same command ends as without the fault",
  async ({ row: [, before, after, command], kept }) => {
    const place = shortWrite(before, after, kept);
    const torn = await foreshock(place, "verify");
    expect(torn.code).toBe(3);
    expect(torn.err).toMatch(/a final newline is required[^\n]*\n {2}try: foreshock verify --repair\n$/);
    expectProblem(await foreshock(place, ...command), 3, /a complete line is required/, /foreshock verify --repair$/);
    expect((await must(place, "verify", "--repair")).out).toMatch(
      new RegExp(`cut off an unfinished last line of ${kept} character`),
    );
    await must(place, ...command);
    await must(place, "verify");
    const kinds = (of: Place) => [...read(of, LEDGER).matchAll(/"kind":"([a-z-]+)","prev"/g)].map((m) => m[1]);
    expect(kinds(place)).toEqual(kinds(after));
  },
);
