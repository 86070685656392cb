/** Reverse-mode automatic differentiation: walks the recorded nodes backwards from a scalar and gathers cotangents. */
import { add } from "./elementwise.ts";
import { sizeOf, type Value } from "./value.ts";
import { VJP } from "./vjp.ts";

/**
 * Returns d loss / d x for each x in `wrt`, shaped like x; zero where the loss does not depend on it.
 * @throws TypeError when loss is not a scalar, or when a gradient has to pass an operator that has no rule.
 */
export function grad(loss: Value, wrt: readonly Value[]): Value[] {
  if (sizeOf(loss.shape) !== 1) throw new TypeError(`grad: a scalar loss is required, got shape [${loss.shape}]`);
  const graph = loss.graph;
  const nodes = [...graph.nodes];
  const needed = dependents(nodes, wrt);
  const cotangents = new Map<number, Value>([[loss.id, graph.fill(1, loss.shape)]]);
  const accumulate = (x: Value, g: Value | null) => {
    if (!g || g.fill === 0 || !needed.has(x.id)) return;
    const known = cotangents.get(x.id);
    cotangents.set(x.id, known ? add(known, g) : g);
  };
  for (const node of nodes.reverse()) {
    const gs = node.outputs.map((output) => cotangents.get(output.id) ?? null);
    if (gs.every((g) => g === null) || !node.outputs.some((output) => needed.has(output.id))) continue;
    const custom = graph.customVjps.get(node.outputs[0]!.id);
    const inputs = custom ? custom.inputs : node.inputs;
    const rule = VJP[node.op];
    if (!custom && !rule) throw new TypeError(`grad: an operator with a gradient rule is required, got ${node.op}`);
    const results = custom ? custom.rule(gs[0]!) : rule!(node, gs);
    inputs.forEach((input, i) => void accumulate(input, results[i] ?? null));
  }
  return wrt.map((x) => cotangents.get(x.id) ?? graph.fill(0, x.shape));
}

/** Ids of the values that depend on any of `roots`, through nodes and through the inputs of custom rules. */
function dependents(
  nodes: readonly { inputs: readonly Value[]; outputs: readonly Value[] }[],
  roots: readonly Value[],
): Set<number> {
  const ids = new Set(roots.map((root) => root.id));
  for (const node of nodes) {
    if (node.inputs.some((input) => ids.has(input.id))) for (const output of node.outputs) ids.add(output.id);
  }
  return ids;
}
