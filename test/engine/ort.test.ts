/** What both executors promise beyond arithmetic: named feeds, programs that do not disturb each other, clear refusals. */
import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/create.ts";
import { ortEngine } from "../../src/engine/ort.ts";
import { tfjsEngine, tfjsReference } from "../../src/engine/tfjs.ts";
import { add, exp, mul, toFloat } from "../../src/graph/elementwise.ts";
import { matMul, sum } from "../../src/graph/linear.ts";
import { Graph } from "../../src/graph/value.ts";

const engines = [ortEngine(), await tfjsReference()];
const ort = engines[0]!;
const [one, two] = [Float32Array.of(1, 2), Float32Array.of(10, 20)];

describe.each(engines)("$name", (engine) => {
  it("repeats its result, and an earlier result survives a later run", async () => {
    const x = new Graph().input("x", [2]);
    const program = await engine.compile({ y: mul(x, 3) });
    const first = (await program.run({ x: one })).y!;
    const second = (await program.run({ x: two })).y!;
    expect([[...first], [...second]]).toEqual([
      [3, 6],
      [30, 60],
    ]);
    expect([...(await program.run({ x: one })).y!]).toEqual([3, 6]);
    expect([...one]).toEqual([1, 2]);
    await program.release();
  });

  it("feeds outputs back as inputs", async () => {
    const x = new Graph().input("x", [2]);
    const program = await engine.compile({ x: mul(x, 2) });
    let state: Float32Array = one;
    for (let i = 0; i < 5; i++) state = (await program.run({ x: state })).x!;
    expect([...state]).toEqual([32, 64]);
    await program.release();
  });

  it("runs two programs of one graph and of two graphs side by side", async () => {
    const x = new Graph().input("x", [2]);
    const z = new Graph().input("x", [2, 1]);
    const programs = [{ y: add(x, 1) }, { y: sum(x, [0]) }, { y: matMul(z, z, { transB: true }) }];
    const [a, b, c] = await Promise.all(programs.map((outputs) => engine.compile(outputs)));
    const run = async (program: typeof a) => [...(await program!.run({ x: one })).y!];
    expect([await run(c), await run(a), await run(b), await run(c)]).toEqual([[1, 2, 2, 4], [2, 3], [3], [1, 2, 2, 4]]);
    await b!.release();
    expect(await run(a)).toEqual([2, 3]);
    await a!.release();
    await c!.release();
  });

  it("returns inputs, constants and one value under two names", async () => {
    const graph = new Graph();
    const x = graph.input("x", [2]);
    const y = exp(x);
    const data = graph.constant(Float32Array.of(5, 6), [2]);
    const program = await engine.compile({ x, y, again: y, fill: graph.fill(3, [2]), data });
    const result = await program.run({ x: one });
    expect([...result.x!]).toEqual([1, 2]);
    expect([...result.again!]).toEqual([...result.y!]);
    expect([[...result.fill!], [...result.data!]]).toEqual([
      [3, 3],
      [5, 6],
    ]);
    await program.release();
  });

  it("needs only the feeds of the part of the graph that its outputs use", async () => {
    const graph = new Graph();
    const [x, other] = [graph.input("x", [2]), graph.input("other", [2])];
    const unused = exp(exp(other));
    expect(unused.shape).toEqual([2]);
    const program = await engine.compile({ y: add(x, 1) });
    expect([...(await program.run({ x: one })).y!]).toEqual([2, 3]);
    await program.release();
  });

  it("refuses a missing feed and names it", async () => {
    const graph = new Graph();
    const program = await engine.compile({ y: add(graph.input("x", [2]), graph.input("missing", [2])) });
    await expect(program.run({ x: one })).rejects.toThrow("a feed for input missing is required");
    await program.release();
  });

  it("refuses a feed of the wrong length", async () => {
    const program = await engine.compile({ y: add(new Graph().input("x", [2]), 1) });
    await expect(program.run({ x: new Float32Array(3) })).rejects.toThrow();
    await program.release();
  });

  it("takes integers", async () => {
    const program = await engine.compile({ y: toFloat(new Graph().input("ids", [2], "int32")) });
    expect([...(await program.run({ ids: Int32Array.of(-3, 2_000_000) })).y!]).toEqual([-3, 2_000_000]);
    await program.release();
  });
});

it("ort: a released program does not run", async () => {
  const x = new Graph().input("x", [2]);
  const program = await ort.compile({ y: add(x, 1) });
  await program.release();
  await expect(program.run({ x: one })).rejects.toThrow();
});

describe("tfjs peers", () => {
  const absent = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });

  it("absent: one line that says what to install", async () => {
    const load = () => Promise.reject(absent);
    await expect(tfjsEngine(load)).rejects.toMatchObject({
      kind: "usage",
      message:
        "tfjsEngine: an installed TensorFlow.js peer is required, got @tensorflow/tfjs-node-gpu absent, @tensorflow/tfjs-node absent",
      hint: expect.stringContaining("npm install @tensorflow/tfjs-node-gpu"),
    });
  });

  it("installed without its binary: says that it does not load, and takes the next one", async () => {
    const tf = await import("@tensorflow/tfjs-core");
    const backends: string[] = [];
    const peer = { ...tf, setBackend: async (name: string) => void backends.push(name), ready: async () => {} };
    const load = async (name: string) => {
      if (name.endsWith("gpu")) throw new Error("The Node.js native addon module (tfjs_binding.node) can not be found");
      return peer;
    };
    const engine = await tfjsEngine(load);
    expect([engine.name, backends]).toEqual(["tfjs (tensorflow)", ["tensorflow"]]);
    const broken = () => Promise.reject(new Error("tfjs_binding.node can not be found"));
    await expect(tfjsEngine(broken)).rejects.toThrow("tfjs-node-gpu does not load");
  });

  it("createEngine loads the executor that is asked for", async () => {
    expect((await createEngine("ort")).name).toBe("ort");
    await expect(createEngine("tfjs")).rejects.toThrow("TensorFlow.js peer is required");
  });
});
