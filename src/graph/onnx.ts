/**
 * Writes a traced graph as an ONNX model (ir 10, opset 21, com.microsoft 1) for ONNX Runtime. Only what the outputs need is written.
 * @see https://onnx.ai/onnx/repo-docs/IR.html and the message numbers of onnx.proto
 */
import { Emitter, float32, ONE_HOT_ROWS, TYPE } from "./emitter.ts";
import { bytes, type Field, int, message } from "./protobuf.ts";
import { type Attribute, type Node, type Shape, sameShape, type Value } from "./value.ts";

const MICROSOFT = "com.microsoft";

/** Operators whose operands broadcast, so that a uniform constant can be written as one number. */
const BROADCASTING = new Set(["Add", "Sub", "Mul", "Div", "Greater", "Less", "Equal", "Where"]);

/** Returns the ONNX bytes of the sub-graph that computes the named outputs from the graph's inputs. */
export function encodeOnnx(outputs: Readonly<Record<string, Value>>): Uint8Array {
  const values = Object.values(outputs);
  const live = reachable(values);
  const out = new Emitter();
  const copies = Object.entries(outputs).filter(([name, value]) => !out.rename(value, outputName(name)));
  for (const node of live.nodes) emitNode(out, node, (value, wanted) => operand(out, value, wanted));
  for (const [name, value] of copies) out.node("Identity", [operand(out, value, value.shape)], [outputName(name)]);
  const results = Object.entries(outputs).map(([name, value]) => bytes(12, valueInfo(outputName(name), value)));
  const graph = message(
    out.nodes,
    bytes(2, "foreshock"),
    out.initializers,
    live.inputs.map((value) => bytes(11, valueInfo(value.name!, value))),
    results,
  );
  const opset = (domain: string, version: number) => bytes(8, message(bytes(1, domain), int(2, version)));
  return message(int(1, 10), bytes(2, "foreshock"), bytes(7, graph), opset("", 21), opset(MICROSOFT, 1));
}

/** The name an output carries in the model: inputs and outputs share one namespace there. */
export const outputName = (name: string): string => `${name}.out`;

/** The nodes and inputs the outputs depend on, in topological order. */
export function reachable(outputs: readonly Value[]): { nodes: Node[]; inputs: Value[] } {
  const graph = outputs[0]!.graph;
  const wanted = new Set(outputs.map((value) => value.id));
  const nodes: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => wanted.has(output.id))) continue;
    nodes.push(node);
    for (const input of node.inputs) wanted.add(input.id);
  }
  return { nodes: nodes.reverse(), inputs: graph.inputs.filter((input) => wanted.has(input.id)) };
}

type Operand = (value: Value, wanted: Shape) => string;

function operand(out: Emitter, value: Value, wanted: Shape): string {
  if (value.fill !== undefined) return out.fill(value.fill, wanted);
  if (value.data) out.data(out.nameOf(value), value);
  return out.nameOf(value);
}

function emitNode(out: Emitter, node: Node, read: Operand): void {
  const result = node.outputs[0]!;
  const names = node.outputs.map((value) => out.nameOf(value));
  const scalarFits = (value: Value) =>
    node.inputs.some((other) => other !== value && sameShape(other.shape, result.shape));
  const inputs = () =>
    node.inputs.map((value) => read(value, BROADCASTING.has(node.op) && scalarFits(value) ? [] : value.shape));
  const special = SPECIAL[node.op];
  if (special) special(out, node, inputs(), names);
  else out.node(node.op, inputs(), names, PLAIN[node.op]?.(node) ?? {}, node.op === "Gelu" ? MICROSOFT : "");
}

/** Attributes of the operators that are written as they are. */
const PLAIN: Record<string, (node: Node) => Record<string, Attribute>> = {
  Cast: (node) => ({ to: node.attributes.to! }),
  Transpose: (node) => ({ perm: node.attributes.perm! }),
  Concat: (node) => ({ axis: node.attributes.axis! }),
  Gather: (node) => ({ axis: node.attributes.axis! }),
  Softmax: () => ({ axis: -1 }),
  LogSoftmax: () => ({ axis: -1 }),
};

type Special = (out: Emitter, node: Node, inputs: string[], outputs: string[]) => void;

const matMul: Special = (out, node, inputs, outputs) => {
  const { transA, transB, rowsFirstA, rowsFirstB, alpha } = node.attributes as Record<string, number>;
  const shared = { transA: transA!, transB: transB!, alpha: float32(alpha!) };
  const plain = !transA && !transB && !rowsFirstA && !rowsFirstB && alpha === 1;
  const flat = node.inputs.every((value) => value.shape.length === 2);
  const fused = { ...shared, transBatchA: rowsFirstA!, transBatchB: rowsFirstB! };
  if (plain) out.node("MatMul", inputs, outputs);
  else if (flat) out.node("Gemm", inputs, outputs, shared);
  else out.node("FusedMatMul", inputs, outputs, fused, MICROSOFT);
};

const scatterRows: Special = (out, node, [ids, updates], [result]) => {
  const rows = node.attributes.rows as number;
  const [n, width] = node.inputs[1]!.shape as [number, number];
  if (rows <= ONE_HOT_ROWS) {
    const hot = out.temporary();
    out.oneHot(ids!, rows, hot);
    out.node("Gemm", [hot, updates!], [result!], { transA: 1, transB: 0, alpha: float32(1) });
    return;
  }
  const [column, index] = [out.temporary(), out.temporary()];
  out.node("Reshape", [ids!, out.int64([n, 1])], [column]);
  out.node("Expand", [column, out.int64([n, width])], [index]);
  out.node("ScatterElements", [out.fill(0, [rows, width]), index, updates!], [result!], { axis: 0, reduction: "add" });
};

const reduce: Special = (out, { op, attributes }, [x], outputs) =>
  out.node(op, [x!, out.int64(attributes.axes as number[])], outputs, { keepdims: attributes.keep! });

const SPECIAL: Record<string, Special> = {
  MatMul: matMul,
  Gemm: (out, node, inputs, outputs) => {
    const { transA, transB, alpha } = node.attributes as { transA: number; transB: number; alpha: number };
    out.node("Gemm", inputs, outputs, { transA, transB, alpha: float32(alpha) });
  },
  ReduceSum: reduce,
  ReduceMean: reduce,
  ReduceMax: reduce,
  Reshape: (out, node, [x], outputs) => out.node("Reshape", [x!, out.int64(node.outputs[0]!.shape)], outputs),
  Expand: (out, node, [x], outputs) => out.node("Expand", [x!, out.int64(node.outputs[0]!.shape)], outputs),
  Slice: (out, node, [x], outputs) => {
    const { axis, start, end } = node.attributes as { axis: number; start: number; end: number };
    out.node("Slice", [x!, out.int64([start]), out.int64([end]), out.int64([axis])], outputs);
  },
  Split: (out, node, [x], outputs) =>
    out.node("Split", [x!, out.int64(node.attributes.sizes as number[])], outputs, { axis: node.attributes.axis! }),
  OneHot: (out, node, [ids], [result]) => out.oneHot(ids!, node.attributes.depth as number, result!),
  ScatterRows: scatterRows,
  LayerNormalization: (out, node, [x], outputs) =>
    out.node("LayerNormalization", [x!, out.fill(1, [node.outputs[0]!.shape.at(-1)!])], outputs, {
      axis: -1,
      epsilon: float32(node.attributes.epsilon as number),
    }),
};

function valueInfo(name: string, value: Value): Field {
  const dims = value.shape.map((n) => bytes(1, int(1, n)));
  const type = bytes(1, message(int(1, TYPE[value.dtype]), bytes(2, message(dims))));
  return message(bytes(1, name), bytes(2, type));
}
