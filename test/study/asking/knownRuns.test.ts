/** Runs that give an answer away are told of at registration, under whatever family they were trained. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { copyOf, must, type Place, read, write } from "../../cli/foreshock.ts";
import { playedStages } from "../../cli/stages.ts";

const stages = await playedStages();
const registered = async (place: Place, name: string) => (await must(place, "register", name)).out;

it("says nothing while only the observed sizes are there", async () => {
  expect(await registered(copyOf(stages.trained), "tiny")).not.toContain("warning");
});

it("tells of a held-out size that a copied family observed, and of another opening of the recipe", async () => {
  const place = copyOf(stages.sealed);
  const file = "models/families/tiny.yaml";
  write(
    place,
    "models/families/copy.yaml",
    read(place, file)
      .replace("name: tiny", "name: copy")
      .replace(/examples: (\d+)/, "examples: 129"),
  );
  mkdirSync(path.join(place.dir, "predictions/copy"));
  const question = readFileSync(path.join(place.dir, "predictions/tiny/question.yaml"), "utf8");
  writeFileSync(path.join(place.dir, "predictions/copy/question.yaml"), question.replace("tiny.yaml", "copy.yaml"));
  const out = await registered(place, "copy");
  expect(out).toMatch(/warning: 1 finished run of this task at a held-out size in models/);
  expect(out).toContain("warning: opening 2 of this recipe in this ledger");
  expect(await registered(place, "tiny")).not.toContain("finished run of this task");
});
