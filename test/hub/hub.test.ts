/** Scored questions as a hubverse hub: files, columns, levels, sums, and numbers that come back as they were. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digest } from "../../src/base/canonical.ts";
import { HUB_LEVELS, ledgerOf } from "../../src/hub/config.ts";
import { csv, type HubQuestion, hubFiles, hubQuantiles } from "../../src/hub/hub.ts";
import { hubModels, roundId } from "../../src/hub/names.ts";
import { quantile } from "../../src/math/distribution.ts";
import { jumpLabels } from "../../src/question/grid.ts";
import type { Forecast } from "../../src/records.ts";
import { outcome, persistence, question, questionId, scores, tokenOls } from "../report/fixture.ts";

const LEDGER = "foreshock/demo-1a2b3c4d";
const { author } = persistence;
const ada: Forecast = { ...tokenOls.forecast, forecaster: "ada.l", parameters: { jumpAsWritten: [0, 0.6, 0.4, 0, 0] } };
const one: HubQuestion = {
  question,
  questionId,
  openedAt: "2026-02-01T23:59:59Z",
  closedAt: "2026-02-03T00:00:00Z",
  outcomeAt: "2026-02-04T12:00:00Z",
  forecasts: [persistence.forecast, tokenOls.forecast, ada].map((forecast) => ({ author, forecast })),
  outcome,
  scores: [...scores, { author, forecaster: "ada.l", rule: "wis", rung: "d32", value: 0.5 }],
};
const other = { ...question, name: "1st-sight", threshold: 0.9 };
const two: HubQuestion = { ...one, question: other, questionId: digest(other), forecasts: [one.forecasts[1]!] };
const ROUND = `chain_demo_${questionId.slice(0, 12)}`;

const files = new Map(hubFiles(LEDGER, [one, two]).map(({ path, text }) => [path, text]));
const config = (name: string) => JSON.parse(files.get(`hub-config/${name}.json`)!);

/** The rows of a CSV file that quotes nothing. */
function rowsOf(path: string): Record<string, string>[] {
  const text = files.get(path)!;
  expect(text).not.toContain('"');
  expect(text.endsWith("\n")).toBe(true);
  const [header, ...lines] = text.trimEnd().split("\n");
  const names = header!.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    expect(cells).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, i) => [name, cells[i]!]));
  });
}

describe("hubFiles", () => {
  it("has the files of a hub, one output per model and round", () => {
    expect([...files.keys()]).toEqual([
      "hub-config/admin.json",
      "hub-config/tasks.json",
      "hub-config/target-data.json",
      "hub-config/model-metadata-schema.json",
      "model-metadata/foreshock-persistence.yml",
      "model-metadata/foreshock-token_ols.yml",
      "model-metadata/human-ada_l.yml",
      `model-output/foreshock-persistence/${ROUND}-foreshock-persistence.csv`,
      `model-output/foreshock-token_ols/${ROUND}-foreshock-token_ols.csv`,
      `model-output/foreshock-token_ols/1st_sight_${two.questionId.slice(0, 12)}-foreshock-token_ols.csv`,
      `model-output/human-ada_l/${ROUND}-human-ada_l.csv`,
      "target-data/oracle-output.csv",
      "auxiliary-data/foreshock-scores.csv",
      "README.md",
    ]);
  });

  it("same input, same bytes", () => {
    expect(hubFiles(LEDGER, structuredClone([one, two]))).toEqual(hubFiles(LEDGER, [one, two]));
  });

  it("gives the 23 quantiles of every held-out rung as they are, and the chances of the bins in order", () => {
    const rows = rowsOf(`model-output/foreshock-token_ols/${ROUND}-foreshock-token_ols.csv`);
    expect(rows).toHaveLength(3 * 23 + 5);
    const about = {
      target_date: "2026-02-04",
      question: ROUND,
      task: "operator-chain",
      family: "chain",
      metric: "exactMatch",
    };
    for (const target of tokenOls.forecast.targets) {
      const own = rows.filter((row) => row.rung === target.rung);
      expect(own.map((row) => Number(row.output_type_id))).toEqual(HUB_LEVELS);
      expect(own.map((row) => Number(row.value))).toEqual(hubQuantiles(target.distribution));
      const same = { ...about, target: "metric", n_params: String(target.nParams), output_type: "quantile" };
      for (const row of own) expect(row).toMatchObject(same);
    }
    const jump = rows.slice(3 * 23);
    expect(jump.map((row) => row.output_type_id)).toEqual(["<=d24", "d32", "d40", "d48", "never"]);
    expect(jump.map((row) => Number(row.value))).toEqual(tokenOls.forecast.jump);
    expect(jump.reduce((sum, row) => sum + Number(row.value), 0)).toBeCloseTo(1, 12);
    for (const row of jump)
      expect(row).toMatchObject({ ...about, target: "jump", rung: "NA", n_params: "NA", output_type: "pmf" });
  });

  it("has one oracle row per measured value and one per bin, of which one came", () => {
    const rows = rowsOf("target-data/oracle-output.csv").filter((row) => row.question === ROUND);
    const values = rows.filter((row) => row.output_type === "quantile");
    expect(values.map((row) => [row.rung, row.output_type_id, Number(row.oracle_value)])).toEqual(
      outcome.rungs.map(({ rung, value }) => [rung, "NA", value]),
    );
    const bins = rows.filter((row) => row.output_type === "pmf");
    expect(bins.map((row) => row.oracle_value)).toEqual(["0", "0", "1", "0", "0"]);
    const output = rowsOf(`model-output/foreshock-persistence/${ROUND}-foreshock-persistence.csv`);
    const columns = Object.keys(output[0]!).slice(0, 8);
    expect(Object.keys(rows[0]!).slice(0, 8)).toEqual(columns);
    const key = (row: Record<string, string>) => columns.map((column) => row[column]).join();
    expect(new Set(output.map(key))).toEqual(new Set(rows.map(key)));
  });

  it("lists scores by model and round", () => {
    const rows = rowsOf("auxiliary-data/foreshock-scores.csv").filter((row) => row.question === ROUND);
    expect(rows).toHaveLength(one.scores.length);
    expect(rows[0]).toEqual({
      question: ROUND,
      model_id: "foreshock-persistence",
      rule: "crps",
      rung: "NA",
      value: "0.531",
    });
    expect(rows.at(-1)).toMatchObject({ model_id: "human-ada_l", rule: "wis", rung: "d32", value: "0.5" });
  });

  it("describes exactly what the files hold", () => {
    const { rounds, derived_task_ids, output_type_id_datatype } = config("tasks");
    expect({ derived_task_ids, output_type_id_datatype }).toEqual({
      derived_task_ids: ["n_params"],
      output_type_id_datatype: "character",
    });
    expect(rounds).toHaveLength(2);
    expect(rounds[0].submissions_due).toEqual({ start: "2026-02-01", end: "2026-02-03" });
    const [metric, jump] = rounds[0].model_tasks;
    expect(metric.task_ids.question).toEqual({ required: [ROUND], optional: null });
    expect(metric.task_ids.rung.required).toEqual(["d32", "d40", "d48"]);
    expect(metric.task_ids.n_params).toEqual({ required: null, optional: ["24576", "38400", "55296"] });
    expect(metric.output_type.quantile).toMatchObject({
      output_type_id: { required: HUB_LEVELS },
      value: { type: "double", minimum: 0, maximum: 1 },
    });
    expect(jump.output_type.pmf.output_type_id.required).toEqual(jumpLabels(question));
    const header = files.get("target-data/oracle-output.csv")!.split("\n")[0]!.split(",").slice(0, 8);
    for (const { task_ids, target_metadata } of [metric, jump]) {
      expect(Object.keys(task_ids)).toEqual(header);
      const { target_id, target_keys } = target_metadata[0];
      expect([target_keys.target, ...task_ids.target.required]).toEqual([target_id, target_id]);
    }
    expect(config("target-data").observable_unit).toEqual(header);
    expect(ledgerOf(config("admin"))).toBe(LEDGER);
    expect(ledgerOf(null)).toBeNull();
  });

  it("leaves open ends of a metric's range out", () => {
    const nll = { ...one, question: { ...question, metric: "nll" } };
    const text = hubFiles(LEDGER, [nll]).find(({ path }) => path === "hub-config/tasks.json")!.text;
    const [metric] = JSON.parse(text).rounds[0].model_tasks;
    expect(metric.output_type.quantile.value).toEqual({ type: "double", minimum: 0 });
    expect(metric.target_metadata[0].target_units).toBe("nats/token");
  });
});

describe("names", () => {
  it("hold letters, digits and underscores only, and one dash in a model's id", () => {
    expect(roundId({ name: "7b.at-step_9" }, "0123456789abcdef")).toBe("7b_at_step_9_0123456789ab");
    const ids = hubModels([...one.forecasts, ...two.forecasts]).map(({ id }) => id);
    expect(ids).toEqual(["foreshock-persistence", "foreshock-token_ols", "human-ada_l"]);
  });

  it("are told apart where dashes, dots, case or authors would make them one", () => {
    const named = (forecaster: string, by = author) => ({ author: by, forecast: { ...ada, forecaster } });
    const all = [named("a.b"), named("a-b"), named("A_b"), named("c", digest("x")), named("c"), named("d")];
    const ids = hubModels(all).map(({ id }) => id.toLowerCase());
    expect(new Set(ids).size).toBe(6);
    for (const id of ids) expect(id).toMatch(/^human-[a-z0-9_]+$/);
    expect(ids).toContain("human-d");
    expect(hubModels(all.toReversed()).map(({ id }) => id.toLowerCase())).toEqual(ids);
  });
});

describe("hubQuantiles", () => {
  const knots = fc.array(
    fc.tuple(fc.double({ min: -10, max: 10, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    {
      minLength: 1,
      maxLength: 12,
    },
  );

  it("never fall, stay within the knots, and are the distribution's own", () => {
    fc.assert(
      fc.property(knots, (points) => {
        const x = points.map(([at]) => at).sort((a, b) => a - b);
        const p = [...points.slice(1).map(([, share]) => share), 1].sort((a, b) => a - b);
        const values = hubQuantiles({ x, p });
        expect(values).toHaveLength(23);
        for (const [i, value] of values.entries()) {
          expect(value).toBeGreaterThanOrEqual(values[i - 1] ?? x[0]!);
          expect(value).toBeLessThanOrEqual(x.at(-1)!);
          expect(Math.abs(value - quantile({ x, p }, HUB_LEVELS[i]!))).toBeLessThan(1e-12);
        }
      }),
    );
  });

  it("are at levels without rounding errors, in pairs around the median", () => {
    expect(HUB_LEVELS.map(String).every((text) => text.length <= 5)).toBe(true);
    for (const [i, level] of HUB_LEVELS.entries()) expect(level + HUB_LEVELS.at(-1 - i)!).toBeCloseTo(1, 12);
  });
});

describe("csv", () => {
  it("quotes what needs it and keeps numbers exactly", () => {
    const text = csv(
      ["a", "b"],
      [
        ["x,y", 'say "hi"'],
        ["two\nlines", null],
        ["", "NA"],
        [0.1 + 0.2, 1e-9],
      ],
    );
    expect(text).toBe('a,b\n"x,y","say ""hi"""\n"two\nlines",NA\n"","NA"\n0.30000000000000004,1e-9\n');
  });
});
