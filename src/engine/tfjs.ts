/**
 * The second executor: interprets a graph node by node with TensorFlow.js forward operators, on whichever backend is installed:
 * `@tensorflow/tfjs-node-gpu` (CUDA), `@tensorflow/tfjs-node`, or plain JavaScript. It is the independent reference for `ort`.
 */
import type * as tfCore from "@tensorflow/tfjs-core";
import { usageError } from "../base/errors.ts";
import { reachable } from "../graph/onnx.ts";
import type { Value } from "../graph/value.ts";
import type { Engine, Feeds, Program } from "./engine.ts";
import { tfjsOperators } from "./tfjsOperators.ts";

export type Tf = typeof tfCore;
type Tensors = Map<number, tfCore.Tensor>;

/** Optional peers, best first: the package to load and the backend to select. */
const PEERS = [
  ["@tensorflow/tfjs-node-gpu", "tensorflow"],
  ["@tensorflow/tfjs-node", "tensorflow"],
] as const;

/**
 * Returns the TensorFlow.js executor on the best backend that loads.
 * @throws usageError with the install line when no backend is installed.
 */
export async function tfjsEngine(): Promise<Engine> {
  const { tf, backend } = await loadTfjs();
  await tf.setBackend(backend);
  await tf.ready();
  return { name: `tfjs (${backend})`, compile: async (outputs) => program(tf, outputs) };
}

async function loadTfjs(): Promise<{ tf: Tf; backend: string }> {
  const reasons: string[] = [];
  for (const [name, backend] of PEERS) {
    try {
      return { tf: (await import(name)) as Tf, backend };
    } catch (error) {
      reasons.push(
        `${name} ${(error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND" ? "absent" : "does not load"}`,
      );
    }
  }
  try {
    const tf = await import("@tensorflow/tfjs-core");
    await import("@tensorflow/tfjs-backend-cpu");
    return { tf, backend: "cpu" };
  } catch {
    const hint =
      "npm install @tensorflow/tfjs-node-gpu (CUDA), @tensorflow/tfjs-node, or @tensorflow/tfjs-core @tensorflow/tfjs-backend-cpu; or use the engine ort";
    throw usageError("tfjsEngine", "an installed TensorFlow.js is required", reasons.join(", "), hint);
  }
}

function program(tf: Tf, outputs: Readonly<Record<string, Value>>): Program {
  const { nodes, inputs } = reachable(Object.values(outputs));
  return {
    async run(feeds: Feeds) {
      const results = tf.tidy(() => {
        const tensors: Tensors = new Map();
        const read = (value: Value) => tensors.get(value.id) ?? constant(tf, value);
        for (const value of inputs) {
          const data = feeds[value.name!];
          if (!data) throw new TypeError(`run: a feed for input ${value.name} is required, got none`);
          tensors.set(value.id, tf.tensor(data, [...value.shape], value.dtype));
        }
        for (const node of nodes) {
          const computed = tfjsOperators[node.op]!(tf, node, node.inputs.map(read));
          node.outputs.forEach((value, i) => void tensors.set(value.id, computed[i]!));
        }
        return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, tf.clone(read(value))]));
      });
      const arrays = Object.entries(results).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]);
      for (const tensor of Object.values(results)) tensor.dispose();
      return Object.fromEntries(arrays);
    },
    release: async () => {},
  };
}

function constant(tf: Tf, value: Value): tfCore.Tensor {
  return value.fill === undefined
    ? tf.tensor(value.data!, [...value.shape], value.dtype)
    : tf.fill([...value.shape], value.fill);
}
