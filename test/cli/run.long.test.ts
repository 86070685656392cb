/** Ctrl-C while training: the children stop, and the same command goes on. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { copyOf, edit, json, type Place, start, tinyProject } from "./foreshock.ts";

const tiny = await tinyProject();
afterAll(tiny.remove);

describe("run", () => {
  it("Ctrl-C stops the children, exits with 130 and says that the same command goes on", async () => {
    const place = copyOf(tiny);
    edit(place, "models/families/tiny.yaml", "numSteps: 30", "numSteps: 20000");
    edit(place, "models/families/tiny.yaml", "[10, 30]", "[10, 20000]");
    const { child, ended } = start(place, "run", "tiny", "--workers", "2");
    const hasWeights = () => findWeights(place) > 0;
    while (!hasWeights()) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const { code, err } = await ended;
    expect({ code, err }).toEqual({
      code: 130,
      err: expect.stringMatching(/^foreshock: stopped; .*\n {2}try: the same command again/),
    });
    expect(livingOwners(place)).toEqual([]);
    expect((await json(place, "status")).questions[0]).toMatchObject({ observed: { done: 0, total: 3 } });
  });
});

/** Processes named in lock files of runs that still live. */
function livingOwners({ dir }: Place): number[] {
  const folder = path.join(dir, "models/runs");
  const locks = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".lock"));
  const owners = locks.map((name) => Number(readFileSync(path.join(folder, name), "utf8").split(" ")[1]));
  return owners.filter((pid) => existsSync(`/proc/${pid}`));
}

function findWeights({ dir }: Place): number {
  const folder = path.join(dir, "models/runs");
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /step-.*\.safetensors$/.test(name))
    .length;
}
