/** What this machine knows of a record without checking it again: by size, time and digest of its files, kept outside the project. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { closeForecasts } from "../../../src/study/closing.ts";
import { requireLedger } from "../../../src/study/ledger.ts";
import { openStudy, type Study } from "../../../src/study/project.ts";
import { standingOf } from "../../../src/study/standing/standing.ts";
import { type Known, knownOf, placesIn } from "../../../src/study/standing/verified.ts";
import { verifyStudy } from "../../../src/study/verify.ts";
import { oldProject } from "../../made/oldProject.ts";

const now = () => "2026-12-01T00:00:00Z";
const OUTCOME = "tiny-chain/outcome.json";
const known = (study: Study): Known => knownOf(study, requireLedger(study));
const studyOf = ({ dir, home }: { dir: string; home: string }) => openStudy(dir, { home, now });

async function verified(): Promise<Study> {
  const study = studyOf(oldProject());
  expect((await verifyStudy(study)).ok).toBe(true);
  return study;
}

it("is nothing before a verification here, and nothing for a copy elsewhere, which could bring its own", async () => {
  const place = oldProject();
  const study = studyOf(place);
  expect(known(study)).toEqual({ kind: "never" });
  await verifyStudy(study);
  expect(known(study)).toEqual({ kind: "verified", numLines: 22 });
  const copy = path.join(place.root, "copy");
  cpSync(study.dir, copy, { recursive: true });
  expect(known(studyOf({ dir: copy, home: place.home }))).toEqual({ kind: "never" });
  const inside = (folder: string) => readdirSync(folder, { recursive: true, encoding: "utf8" });
  expect(inside(study.dir).filter((file) => file.includes("verified"))).toEqual([]);
});

it("is not kept in a private folder inside the project, nor where that cannot be written", async () => {
  const { dir, root } = oldProject();
  const within = studyOf({ dir, home: path.join(dir, "keys") });
  expect((await verifyStudy(within)).ok).toBe(true);
  expect(existsSync(path.join(dir, "keys"))).toBe(false);
  writeFileSync(path.join(root, "file"), "");
  const nowhere = studyOf({ dir, home: path.join(root, "file") });
  expect((await verifyStudy(nowhere)).ok).toBe(true);
  expect(known(nowhere)).toEqual({ kind: "never" });
});

it.each<[string, (file: string) => void]>([
  ["another size", (file) => writeFileSync(file, `${readFileSync(file, "utf8")} `)],
  ["another byte, and so another time", (file) => writeFileSync(file, readFileSync(file, "utf8").replace("1", "2"))],
  ["no file", (file) => rmSync(file)],
])("names a damaged file: %s", async (_, damage) => {
  const study = await verified();
  damage(path.join(study.predictions, OUTCOME));
  expect(known(study)).toEqual({ kind: "damaged", files: [OUTCOME], next: "foreshock verify" });
});

it("a file that was only touched is compared with the digest in its line", async () => {
  const study = await verified();
  utimesSync(path.join(study.predictions, OUTCOME), 1, 1);
  expect(known(study)).toEqual({ kind: "verified", numLines: 22 });
});

it("a missing file is named where nothing was verified before, too", () => {
  const study = studyOf(oldProject());
  rmSync(path.join(study.predictions, OUTCOME));
  expect(known(study)).toEqual({ kind: "damaged", files: [OUTCOME], next: "foreshock verify" });
});

it("a ledger that grew since is known up to the line that was verified; another history is not", async () => {
  const place = oldProject();
  const study = studyOf(place);
  const whole = path.join(place.root, "whole");
  cpSync(study.predictions, whole, { recursive: true });
  cpSync(path.join(place.root, "before-score"), study.predictions, { recursive: true });
  for (const file of ["outcome.json", "scores.json", "reveals"])
    rmSync(path.join(study.predictions, "tiny-chain", file), { recursive: true });
  expect((await verifyStudy(study)).ok).toBe(true);
  cpSync(whole, study.predictions, { recursive: true });
  expect(known(study)).toEqual({ kind: "verified", numLines: 15 });
  await verifyStudy(study);
  cpSync(path.join(place.root, "before-score"), study.predictions, { recursive: true });
  expect(known(study)).toEqual({ kind: "damaged", files: ["ledger.jsonl"], next: "foreshock verify" });
});

it("a head of another ledger is damage", async () => {
  const study = await verified();
  const head = path.join(study.predictions, "ledger.head");
  writeFileSync(head, readFileSync(head, "utf8").replace("22\n", "21\n"));
  expect(known(study)).toEqual({ kind: "damaged", files: ["ledger.head"], next: "foreshock verify" });
});

it("is forgotten when a verification fails, also where the fault is outside the record", async () => {
  const study = await verified();
  const run = path.join(study.dir, "models/runs/384f92b01244b0d00d816842c9a9dac3/summary.parquet");
  writeFileSync(run, "junk");
  expect((await verifyStudy(study)).firstBad).toMatchObject({ id: "observed" });
  expect(known(study)).toEqual({ kind: "never" });
});

it("a folder that cannot be listed is said by the checks, not thrown", async () => {
  const study = await verified();
  rmSync(study.predictions, { recursive: true });
  writeFileSync(study.predictions, "a file in its place");
  expect(placesIn(study.predictions)).toEqual(new Map());
  expect(await verifyStudy(study)).toMatchObject({ ok: false });
});

it("an unfinished last line and a file that no line speaks of are damage, as every write would find", async () => {
  const study = await verified();
  const extra = path.join(study.predictions, "tiny-chain/commitments/9.json");
  writeFileSync(extra, "{}");
  expect(known(study)).toEqual({ kind: "damaged", files: ["tiny-chain/commitments/9.json"], next: "foreshock verify" });
  rmSync(extra);
  const ledger = path.join(study.predictions, "ledger.jsonl");
  writeFileSync(ledger, `${readFileSync(ledger, "utf8")}{"seq":`);
  expect(known(study)).toEqual({ kind: "damaged", files: ["ledger.jsonl"], next: "foreshock verify --repair" });
});

it.each<[string, (file: string) => void]>([
  ["a folder", (file) => mkdirSync(file)],
  ["a link to itself", (file) => symlinkSync(file, file)],
])("%s in the place of a file is damage, not an end", async (_, put) => {
  const study = await verified();
  const file = path.join(study.predictions, OUTCOME);
  rmSync(file);
  put(file);
  expect(known(study)).toMatchObject({ kind: "damaged", files: [OUTCOME] });
});

it("another ledger at the same place is new, and a ledger that is gone is missed", async () => {
  const study = await verified();
  const [memory] = readdirSync(path.join(study.home, "verified"));
  const file = path.join(study.home, "verified", memory!);
  writeFileSync(file, readFileSync(file, "utf8").replace(/"origin":"[^"]*"/, '"origin":"foreshock/other"'));
  expect(known(study)).toEqual({ kind: "never" });
  rmSync(path.join(study.predictions, "ledger.jsonl"));
  expect(standingOf(study).known).toMatchObject({ kind: "damaged", files: ["ledger.jsonl"] });
});

it("a private folder that only looks as if it were outside is inside", async () => {
  const { dir, root } = oldProject();
  symlinkSync(dir, path.join(root, "link"));
  for (const home of [path.join(dir, "..keys"), path.join(root, "link", "keys")]) {
    const study = studyOf({ dir, home });
    expect((await verifyStudy(study)).ok).toBe(true);
    expect(existsSync(home)).toBe(false);
  }
});

it("nothing is closed on a damaged record", async () => {
  const place = oldProject();
  const study = studyOf(place);
  const file = path.join(study.predictions, "tiny-chain/evidence.json");
  writeFileSync(file, readFileSync(file, "utf8").replace("0.1", "0.2"));
  expect(standingOf(study).questions[0]!.next).toBe("foreshock report tiny-chain");
  await expect(closeForecasts(study, "tiny-chain")).rejects.toThrow("tiny-chain/evidence.json");
});
