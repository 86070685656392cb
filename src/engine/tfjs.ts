/**
 * The second executor: interprets a graph node by node with TensorFlow.js forward operators, on whichever backend is installed:
 * `@tensorflow/tfjs-node-gpu` (CUDA), `@tensorflow/tfjs-node`, or, in tests, plain JavaScript as the independent reference for `ort`.
 */
import type * as tfCore from "@tensorflow/tfjs-core";
import { usageError } from "../base/errors.ts";
import { reachable } from "../graph/onnx.ts";
import type { Value } from "../graph/value.ts";
import type { Engine, Feeds, Program } from "./engine.ts";
import { tfjsOperators } from "./tfjsOperators.ts";

type Tf = typeof tfCore;
type Tensors = Map<number, tfCore.Tensor>;

/** Optional peers, best first; each brings the backend `tensorflow`. */
const PEERS = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;

/** Loads a package by name; tests pass their own. */
export type Importer = (name: string) => Promise<unknown>;

/**
 * Returns the TensorFlow.js executor on the first optional peer that loads.
 * @throws usageError with the install line when none does.
 */
export async function tfjsEngine(load: Importer = (name) => import(name)): Promise<Engine> {
  const reasons: string[] = [];
  for (const name of PEERS) {
    try {
      return await onBackend((await load(name)) as Tf, "tensorflow");
    } catch (error) {
      reasons.push(
        `${name} ${(error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND" ? "absent" : "does not load"}`,
      );
    }
  }
  const hint =
    "npm install @tensorflow/tfjs-node-gpu (CUDA) or @tensorflow/tfjs-node, or set engine: ort in the family file";
  throw usageError("tfjsEngine", "an installed TensorFlow.js peer is required", new Error(reasons.join(", ")), hint);
}

/** Returns the executor in plain JavaScript, the reference `ort` is tested against; far too slow to train with. */
export async function tfjsReference(): Promise<Engine> {
  const tf = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-cpu");
  return onBackend(tf, "cpu");
}

async function onBackend(tf: Tf, backend: string): Promise<Engine> {
  await tf.setBackend(backend);
  await tf.ready();
  return { name: `tfjs (${backend})`, compile: async (outputs) => program(tf, outputs) };
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
