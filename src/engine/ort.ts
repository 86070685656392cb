/**
 * The default executor: the graph as one ONNX model on ONNX Runtime's CPU provider, one thread (a run is one process).
 * Denormals are flushed to zero, which also holds for JavaScript on this thread once the first program exists.
 */
import * as ort from "onnxruntime-node";
import { encodeOnnx, outputName } from "../graph/onnx.ts";
import type { Value } from "../graph/value.ts";
import type { Engine, Feeds, Program } from "./engine.ts";

const OPTIONS: ort.InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: "sequential",
  // Beyond "basic" it fuses residual and LayerNorm into a slower kernel and takes four times as long to compile.
  graphOptimizationLevel: "basic",
  logSeverityLevel: 3,
  extra: { session: { set_denormal_as_zero: "1" } },
};

/** Returns the executor that runs graphs on onnxruntime-node. */
export function ortEngine(): Engine {
  return { name: "ort", compile };
}

async function compile(outputs: Readonly<Record<string, Value>>): Promise<Program> {
  const inputs = Object.values(outputs)[0]!.graph.inputs;
  const session = await ort.InferenceSession.create(encodeOnnx(outputs), OPTIONS);
  const types = new Map(inputs.map((value) => [value.name!, value]));
  return {
    async run(feeds: Feeds) {
      const tensors: Record<string, ort.Tensor> = {};
      for (const name of session.inputNames) {
        const { dtype, shape } = types.get(name)!;
        const data = feeds[name];
        if (!data) throw new TypeError(`run: a feed for input ${name} is required, got none`);
        tensors[name] = new ort.Tensor(dtype as "float32" | "int32", data as Float32Array, shape);
      }
      const results = await session.run(tensors);
      return Object.fromEntries(
        Object.keys(outputs).map((name) => [name, results[outputName(name)]!.data as Float32Array]),
      );
    },
    release: () => session.release(),
  };
}
