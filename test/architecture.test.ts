/**
 * The house rules as a test: who may import whom, where randomness, time and the process may be, one place for each large library,
 * documented exports that somebody uses, folders, files and functions that fit on a few screens. The first half of the tests shows
 * that the checker can fail. The tables are in architecture/rules.ts.
 */

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ALLOWED_HOUSE } from "./architecture/allowed.ts";
import { FAULTS } from "./architecture/faults.ts";
import { houseOf, problems, RULES } from "./architecture/house.ts";
import { packageOf, sourceOf } from "./architecture/imports.ts";
import { CLOCKS, ENTRIES, NAMED, TESTED, VERBS } from "./architecture/rules.ts";
import type { Sources } from "./architecture/source.ts";
import { lengthProblem } from "./architecture/text.ts";
import { root } from "./root.ts";

function read(folder: string): Sources {
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).sort();
  const files = names
    .filter((name) => /\.(ts|mjs|md)$/.test(name))
    .map((name) => `${folder}/${name.split(path.sep).join("/")}`);
  return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(root, file), "utf8")]));
}

describe("the checker", () => {
  it.each(FAULTS)("finds %s", (_, sources, expected) => expect(problems(sources).join("\n")).toMatch(expected));

  it.each(RULES)("is tried on a fault against: %s", (_, check) => {
    const found = FAULTS.filter(([, sources, expected]) => expected.test(check(houseOf(sources)).join("\n")));
    expect(found).not.toEqual([]);
  });

  it("accepts what is allowed", () => expect(problems(ALLOWED_HOUSE)).toEqual([]));
});

describe("the house", () => {
  const sources = { ...read("src"), ...read("tasks"), ...read("test") };
  const house = houseOf(sources);

  it.each(RULES)("keeps: %s", (_, check) => expect(check(house)).toEqual([]));

  it("keeps its tests on a few screens too", () => {
    const tests = Object.entries(sources).filter(([file]) => /^test\/.*\.ts$/.test(file));
    expect(tests.map(([file]) => file)).toContain("test/architecture.test.ts");
    expect(tests.flatMap(([file, text]) => lengthProblem(file, text))).toEqual([]);
  });

  it("imports only declared dependencies at run time", () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    const packages = house.imports.filter(
      ({ from, to, kind }) => from.startsWith("src/") && !/^(src\/|node:)/.test(to) && kind === "runtime",
    );
    expect(packages.filter(({ to }) => !(packageOf(to) in dependencies))).toEqual([]);
    expect(packages.map(({ to }) => to)).toContain("canonicalize");
  });

  it("has the entry points that package.json names", () => {
    const { exports } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    const built = Object.values<{ default?: string }>(exports).flatMap((entry) => entry.default ?? []);
    expect(built.map((file) => sourceOf(path.posix.normalize(file))).sort()).toEqual(ENTRIES.toSorted());
  });

  it("has the files that the tables name", () => {
    expect(
      [TESTED, NAMED, CLOCKS, VERBS.about].flatMap(Object.keys).filter((file) => sources[file] === undefined),
    ).toEqual([]);
  });

  it("was really read", () => {
    expect(Object.keys(sources)).toEqual(
      expect.arrayContaining(["src/records.ts", "src/base/random.ts", "tasks/addition.ts"]),
    );
    expect(house.imports).toContainEqual(
      expect.objectContaining({ from: "src/base/files.ts", to: "src/base/errors.ts", kind: "runtime" }),
    );
    expect(house.imports).toContainEqual(
      expect.objectContaining({ from: "src/task/task.ts", to: "src/specs.ts", kind: "runtime" }),
    );
  });
});
