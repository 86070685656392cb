/** The page of phenomena is made of every section that is kept; what is told beside it is about the phenomena that were asked for. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { PHENOMENA } from "../../../src/phenomena/phenomena.ts";
import { reproducePhenomena } from "../../../src/study/inside/reproduce.ts";
import { projectAt } from "../../../src/study/project.ts";
import { grokking } from "../../phenomena/page/fixture.ts";
import { scratch } from "../../source/fixture.ts";

it("writes the page of kept sections, with the versions it was made with, when nothing is trained", async () => {
  const project = projectAt(scratch());
  const sections = path.join(project.reports, "phenomena", "sections");
  mkdirSync(sections, { recursive: true });
  const name = PHENOMENA[0]!.name;
  writeFileSync(path.join(sections, `${name}.json`), JSON.stringify({ ...grokking, name }));
  const { rows, verdict, page } = await reproducePhenomena(project, []);
  expect(rows).toEqual([]);
  expect(verdict).toBe("0 of 1 phenomenon reproduced. Partly: Grokking modular addition.");
  expect(page).toBe(path.join(project.reports, "phenomena", "index.html"));
  expect(readFileSync(page, "utf8")).toContain(`"node":"${process.versions.node}"`);
});
