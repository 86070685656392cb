/** Asking everyone: what is kept is given back byte for byte, and is asked again as soon as anything it came from changes. */
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { askEveryone } from "../../../src/benchmark/answering/ask.ts";
import { cacheIn, type Origin } from "../../../src/benchmark/answering/cache.ts";
import { codeDigests, filesBehind, filesNaming } from "../../../src/benchmark/answering/codeDigest.ts";
import { questionsFile } from "../../../src/benchmark/folder/questionsFile.ts";
import { readFolder } from "../../../src/benchmark/folder/source.ts";
import { forecastersFor } from "../../../src/benchmark/leaveOut.ts";
import { FORECASTERS, forecastersWithout, TAUGHT } from "../../../src/forecast/forecasters.ts";
import { root } from "../../root.ts";
import { example } from "../example.ts";

let count = 0;
const folder = () => path.join(inject("scratch"), `cache-${process.pid}-${count++}`);
const names = ["persistence", "climatology", "logit-accuracy-line", "token-line"];
const settings = (cache: string) => ({ cache: cacheIn(cache), numProcesses: 0, progress() {} });
const asked = () => readFolder(example, questionsFile(example)!);
const origin: Origin = { source: "a", forecaster: "b", evidence: "c", question: "d", code: "e", key: "f" };

describe("asking everyone", () => {
  it("gives a kept forecast back byte for byte", async () => {
    const place = folder();
    const first = await askEveryone(await asked(), names, settings(place));
    const second = await askEveryone(await asked(), names, settings(place));
    expect([first.made, first.kept, second.made, second.kept]).toEqual([8, 0, 0, 8]);
    const bytes = ({ answered }: typeof first) =>
      JSON.stringify(answered.map(({ answers }) => names.map((n) => answers.get(n))));
    expect(bytes(second)).toBe(bytes(first));
  });

  it("asks again when the visible rows change, and not when later ones do", async () => {
    const place = folder();
    const [one] = await asked();
    await askEveryone([one!], names, settings(place));
    const changed = (at: number) => ({
      ...one!,
      rows: one!.rows.map((row, i) => (i === at ? { ...row, value: 0.123 } : row)),
    });
    expect((await askEveryone([changed(4)], names, settings(place))).made).toBe(0);
    expect((await askEveryone([changed(0)], names, settings(place))).made).toBe(4);
  });

  it("keeps reasons too, tells progress, and says who refused", async () => {
    const told: number[][] = [];
    const { answered } = await askEveryone(await asked(), ["token-line"], {
      ...settings(folder()),
      progress: (done, all) => void told.push([done, all]),
    });
    expect(told).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(answered[0]!.answers.get("token-line")).toMatchObject({
      forecast: null,
      reason: expect.stringMatching(/./),
    });
  });
});

describe("the cache", () => {
  it("tells all that a forecast depends on apart, and takes a damaged file for none", () => {
    const place = folder();
    const cache = cacheIn(place);
    const answer = { forecast: null, reason: "none", seconds: 0.25 };
    cache.put(origin, answer);
    expect(cache.get(origin)).toEqual(answer);
    for (const field of Object.keys(origin)) expect(cache.get({ ...origin, [field]: "other" })).toBe(null);
    const [inner] = readdirSync(place);
    const [file] = readdirSync(path.join(place, inner!));
    writeFileSync(path.join(place, inner!, file!), "torn");
    expect(cache.get(origin)).toBe(null);
    expect(readdirSync(path.join(place, inner!))).toEqual([]);
  });
});

describe("the digest of a forecaster's code", () => {
  it("covers the file that defines it", async () => {
    const room = path.resolve(import.meta.dirname, "../../../src/forecast");
    const files = readdirSync(room, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    for (const file of files) {
      const own = Object.values((await import(path.join(room, file))) as Record<string, unknown>);
      for (const one of FORECASTERS.filter((forecaster) => own.includes(forecaster)))
        expect(filesNaming(one.name), one.name).toContain(path.join(room, file));
    }
  });

  it("covers what a forecaster made for each source is handed: its weights, its priors and its members", () => {
    for (const name of TAUGHT) {
      const files = filesBehind(name).map((file) => path.relative(path.join(root, "src/forecast"), file));
      for (const file of ["stacking/weights.ts", "process/measured.ts", "bayesMix/worlds.ts", "laws/bnsl/bnsl.ts"])
        expect(files, name).toContain(file);
    }
    expect(
      forecastersWithout("x")
        .filter((one) => !FORECASTERS.includes(one))
        .map(({ name }) => name),
    ).toEqual(TAUGHT);
  });

  it("is another for forecasters that share no file, and repeats itself", () => {
    const all = forecastersFor("any").map(({ name }) => name);
    const digests = codeDigests(all);
    expect(codeDigests(all)).toEqual(digests);
    expect(digests.get("persistence")).not.toBe(digests.get("bnsl"));
  });
});
