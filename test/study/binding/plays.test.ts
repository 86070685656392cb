/** Plays with the organiser's own key that once passed: invented rows and runs, evidence from behind the cut, numbers under a program's name. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { canonical, sha256 } from "../../../src/base/canonical.ts";
import { openSecrets } from "../../../src/ledger/crypto/keys.ts";
import { readLedger } from "../../../src/ledger/ledger.ts";
import { evidenceDigest } from "../../../src/question/digest.ts";
import type { Evidence, Forecast, LedgerEntry, Measurement } from "../../../src/records.ts";
import { commitForecasts, makeForecasts } from "../../../src/study/forecasts.ts";
import { openStudy } from "../../../src/study/project.ts";
import type { StudyCheck, StudyLevel } from "../../../src/study/verify.ts";
import { copyOf, foreshock, json, must, type Place } from "../../cli/foreshock.ts";
import { playedStages } from "../../cli/stages.ts";
import { AT, rebuild } from "../../ledger/fixture.ts";

const stages = await playedStages();
type Body = LedgerEntry["body"];
/** A line's new body, and the value of the file it names where that changes too. */
type Forged = { body: Body; value?: unknown };

/** Rewrites a copy's ledger from its lines, with correct hashes, signatures and digests of files. */
function forged(from: Place, change: (entry: LedgerEntry) => Forged): Place {
  const place = copyOf(from);
  const dir = path.join(place.dir, "predictions");
  const ledger = readLedger(dir);
  const name = String(ledger.entries[0]!.body.origin).replace("foreshock/", "");
  rebuild({ dir, ledger, secrets: openSecrets(path.join(place.home, name)) }, (entry) => {
    const { body, value } = change(entry);
    if (value === undefined) return body;
    const text = `${canonical(value)}\n`;
    if (body.path !== entry.body.path) rmSync(path.join(dir, String(entry.body.path)));
    writeFileSync(path.join(dir, String(body.path)), text);
    return { ...body, sha256: sha256(text) };
  });
  return place;
}

const contentOf = <T>(from: Place, { body }: LedgerEntry): T =>
  JSON.parse(readFileSync(path.join(from.dir, "predictions", String(body.path)), "utf8"));

async function firstBad(place: Place): Promise<[string, string]> {
  const { out, code } = await foreshock(place, "verify", "--json");
  expect(code).toBe(3);
  const { id, value } = JSON.parse(out).firstBad as StudyCheck;
  return [id, value];
}

describe("held-out rows", () => {
  type Sealed = { question: string; run: string; rows: Measurement[] };

  it("invented, while the genuine run lies there", async () => {
    const place = forged(stages.sealed, (entry) => {
      if (entry.kind !== "sealed" || entry.body.index !== 0) return entry;
      const file = contentOf<Sealed>(stages.sealed, entry);
      return { ...entry, value: { ...file, rows: file.rows.map((row) => ({ ...row, value: 0.99 })) } };
    });
    expect(await firstBad(place)).toEqual([
      "sealed-here",
      expect.stringMatching(/^sealed rows of tiny: the rows of run \w{32} \(.+\) in models\/runs/),
    ]);
  });

  it("of a run that no specification hashes to", async () => {
    const run = "f".repeat(32);
    const place = forged(stages.sealed, (entry) => {
      if (entry.body.index !== 0) return entry;
      const body = { ...entry.body, runKey: run };
      if (entry.kind !== "sealed") return { body };
      const file = contentOf<Sealed>(stages.sealed, entry);
      const rows = file.rows.map((row) => ({ ...row, run }));
      return { body: { ...body, path: `tiny/sealed/${run}.json` }, value: { ...file, run, rows } };
    });
    expect(await firstBad(place)).toEqual(["run-keys", expect.stringContaining(`got "${run}"`)]);
  });
});

describe("evidence", () => {
  const withEvidence = (change: (evidence: Evidence, runs: string[]) => { rows: Measurement[]; runs: string[] }) =>
    forged(stages.committed, (entry) => {
      if (entry.kind !== "evidence") return entry;
      const old = contentOf<Evidence>(stages.committed, entry);
      const { rows, runs } = change(old, entry.body.runs as string[]);
      const digest = evidenceDigest({ rows, answers: old.answers });
      return { body: { ...entry.body, digest, runs }, value: { ...old, rows, digest } };
    });

  it("with one phantom run key, which switches nothing off", async () => {
    const place = withEvidence(({ rows }, runs) => ({ rows, runs: [...runs, "0".repeat(32)] }));
    expect(await firstBad(place)).toEqual(["run-keys", expect.stringContaining(`got "${"0".repeat(32)}"`)]);
    rmSync(path.join(place.dir, "predictions/tiny/family.json"));
    const { checks } = await json(place, "verify");
    const observed = checks.find(({ id }: StudyCheck) => id === "observed");
    expect(observed.value).toBe("tiny: 120 rows as registered, 3 of 4 observed runs are here");
  });

  it("invented for one run, while another is not here", async () => {
    const place = withEvidence(({ rows }, runs) => ({
      rows: rows.map((row) => (row.run === runs[0] ? { ...row, value: 0.123 } : row)),
      runs,
    }));
    const other = readLedger(path.join(place.dir, "predictions")).entries.find(({ kind }) => kind === "evidence")!;
    rmSync(path.join(place.dir, "models/runs", (other.body.runs as string[])[1]!), { recursive: true });
    expect(await firstBad(place)).toEqual(["observed", expect.stringContaining("registered digest")]);
  });

  it("with rows of a held-out size", async () => {
    const place = withEvidence(({ rows }, runs) => {
      const top = rows.at(-1)!;
      return { rows: [...rows, { ...top, nParams: 100 * top.nParams }], runs };
    });
    expect(await firstBad(place)).toEqual([
      "gate",
      expect.stringContaining("rows of listed runs that the gate lets through"),
    ]);
  });

  it("a family that is not the question's, beside it", async () => {
    const place = copyOf(stages.trained);
    const file = path.join(place.dir, "predictions/tiny/family.json");
    const family = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, `${canonical({ ...family, numExamples: family.numExamples + 1 })}\n`);
    expect(await firstBad(place)).toEqual([
      "run-keys",
      expect.stringMatching(/^tiny\/family.json: the family with digest/),
    ]);
  });
});

describe("numbers under a program's name", () => {
  /** Plays the experiment to its scores with persistence's forecast as `change` returns it, committed under its name. */
  async function played(change: (forecast: Forecast) => Forecast): Promise<Place> {
    const place = copyOf(stages.trained);
    const study = openStudy(place.dir, { home: place.home, now: () => AT });
    const made = await makeForecasts(study, "tiny", { by: ["persistence", "token-line"] });
    commitForecasts(study, {
      ...made,
      made: made.made.map((one) => (one.forecaster === "persistence" ? change(one) : one)),
    });
    for (const args of [
      ["close", "tiny", "--yes"],
      ["run", "tiny", "--question", "tiny"],
      ["score", "tiny"],
    ])
      await must(place, ...args);
    return place;
  }
  /** A baseline that is always far off: whoever stands beside it looks skilled. */
  const farOff = (forecast: Forecast): Forecast => ({
    ...forecast,
    targets: forecast.targets.map((target) => ({ ...target, distribution: { x: [0.9, 1], p: [0, 1] } })),
  });
  const levels = async (place: Place) =>
    Object.fromEntries(
      (await json(place, "verify")).levels.map(({ forecaster, level, remade }: StudyLevel) => [
        forecaster,
        [level, remade],
      ]),
    );

  it("the program's own earn what the ledger gives", async () => {
    expect(await levels(await played((one) => one))).toEqual({ persistence: ["L1", true], "token-line": ["L1", true] });
  });

  it("a baseline written by hand fails, as the same code says something else", async () => {
    expect(await firstBad(await played(farOff))).toEqual([
      "remade",
      expect.stringMatching(/what persistence says about the registered evidence is required under its name/),
    ]);
  });

  it("the same that claims other code, or says nothing, earns L0", async () => {
    const claims = (forecast: Forecast): Forecast => ({
      ...farOff(forecast),
      parameters: { ...forecast.parameters, "madeBy.code": "0123456789abcdef", "madeBy.tolerance": 1 },
    });
    expect(await levels(await played(claims))).toEqual({ persistence: ["L0", false], "token-line": ["L1", true] });
    const silent = (forecast: Forecast): Forecast => ({ ...farOff(forecast), parameters: {} });
    const place = await played(silent);
    expect((await levels(place)).persistence).toEqual(["L0", false]);
    expect((await must(place, "verify")).out).toMatch(/1 forecast at L0 \(persistence\): not made again/);
  });
});
