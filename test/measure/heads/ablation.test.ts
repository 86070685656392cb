/** Ablation against models whose head was taken out by hand. */
import { describe, expect, it } from "vitest";
import { fold, rootKey } from "../../../src/base/random.ts";
import { tokenMeter } from "../../../src/measure/answers/tokens.ts";
import { ablation } from "../../../src/measure/heads/ablation.ts";
import { modelParams } from "../../../src/model/model.ts";
import { initialise, type NamedTensors, toNamed } from "../../../src/model/params.ts";
import { mlp, successor, tiny } from "../../model/fixtures.ts";
import {
  benchOf,
  engine,
  handBuilt,
  inductionHead,
  numberTask,
  previousHead,
  read,
  streamModel,
  tokenTask,
} from "../handBuilt.ts";

const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
const weightsOf = (task: typeof successor, key = "weights"): NamedTensors => {
  const params = modelParams(tiny, task.spec);
  return toNamed(initialise(params, fold(rootKey("ablation"), key)), params);
};

/** The weights with a head's rows of W_O set to 0. */
function without(weights: NamedTensors, layer: number, head: number): NamedTensors {
  const name = `layer${layer}.attn.wo`;
  const data = Float32Array.from(weights[name]!.data);
  const size = tiny.dHead * tiny.dModel;
  data.fill(0, head * size, (head + 1) * size);
  return { ...weights, [name]: { shape: [...weights[name]!.shape], data } };
}

describe("ablation", () => {
  it("equals the nll of a model without the head's output weights minus the nll with them", async () => {
    const bench = benchOf(successor, tiny, 150);
    const weights = weightsOf(successor);
    const rows = await read(ablation, bench, weights);
    const meter = await tokenMeter(bench.run, successor, engine);
    const losses = async (named: NamedTensors) => {
      const { logProb } = await meter.read(named);
      return Array.from({ length: 150 }, (_, x) => -mean([...logProb.subarray(3 * x, 3 * x + 3)]));
    };
    const whole = await losses(weights);
    for (let layer = 0; layer < 2; layer++)
      for (let head = 0; head < 2; head++) {
        const deltas = (await losses(without(weights, layer, head))).map((loss, x) => loss - whole[x]!);
        const { value, stderr, n } = rows[`ablationDelta.L${layer}H${head}`]!;
        expect(value).toBeCloseTo(mean(deltas), 6);
        const variance = mean(deltas.map((delta) => (delta - mean(deltas)) ** 2)) / 149;
        expect(stderr).toBeCloseTo(Math.sqrt(variance), 6);
        expect(n).toBe(150);
      }
    const largest = Math.max(...Object.values(rows).map(({ value }) => value));
    expect(rows.ablationDelta!.value).toBe(largest);
  });

  it("is exactly 0 for a dead head, and uses 256 examples at most", async () => {
    const weights = without(weightsOf(successor, "dead"), 0, 1);
    const rows = await read(ablation, benchOf(successor, tiny, 300), weights);
    expect(rows["ablationDelta.L0H1"]).toMatchObject({ value: 0, stderr: 0, n: 256 });
    expect(rows["ablationDelta.L0H0"]!.value).not.toBe(0);
  });

  it("in an induction circuit both heads matter and the empty ones do not", async () => {
    const task = tokenTask(8, 5);
    const model = streamModel(task);
    const heads = { L0H0: previousHead(task), L1H0: inductionHead(task, 5) };
    const weights = handBuilt(task, model, heads);
    const rows = await read(ablation, benchOf(task, model), weights);
    expect(rows["ablationDelta.L0H1"]!.value).toBe(0);
    expect(rows["ablationDelta.L1H1"]!.value).toBe(0);
    expect(rows["ablationDelta.L1H0"]!.value).not.toBe(0);
    expect(rows["ablationDelta.L0H0"]!.value).not.toBe(0);
  });

  it("measures squared error for a task of numbers", async () => {
    const task = numberTask(4);
    const params = modelParams(tiny, task.spec);
    const weights = toNamed(initialise(params, rootKey("numbers")), params);
    const rows = await read(ablation, benchOf(task, tiny), weights);
    expect(Object.values(rows).length).toBe(5);
    expect(Object.values(rows).every(({ value }) => Number.isFinite(value) && value !== 0)).toBe(true);
  });

  it("wants a transformer with finite weights", async () => {
    await expect(ablation(benchOf(successor, mlp))).rejects.toThrow("ablation: a transformer is required");
    const weights = weightsOf(successor);
    weights.embed!.data[0] = Infinity;
    await expect(read(ablation, benchOf(successor, tiny), weights)).rejects.toThrow(
      /finite weights .* in embed, got Inf/,
    );
  });
});
