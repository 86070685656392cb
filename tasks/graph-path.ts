/**
 * The path between two nodes of a tree whose edges are given in the prompt, in random order and direction.
 *
 *   prompt  4 1 0 2 3 1 0 3 ? 4 2      edges 4-1 0-2 3-1 0-3, "?", from 4 to 2       2 nodes + 1 tokens
 *   answer  1 3 0                      the nodes between                             inner tokens
 *
 * In a tree there is one path. It is `inner` nodes long; the other nodes hang on random nodes of the tree, so that the way branches and
 * the next node is told only by where the path has to end. Nothing can be memorised: nodes and edges are drawn anew for every example.
 */
import { defineTask, integer, shuffled } from "foreshock/task";

export default defineTask({
  name: "graph-path",
  description: "Write the nodes between two nodes of a tree given by its edges.",
  params: { nodes: 8, inner: 2 },
  check: { nodes: integer(3, 256), inner: integer(1, 254) },

  tokens: ({ nodes }) => [...Array.from({ length: nodes }, (_, i) => String(i)), "?"],
  promptLength: ({ nodes }) => 2 * nodes + 1,
  answerLength: ({ inner }) => inner,

  prepare({ nodes, inner }) {
    if (inner + 2 > nodes)
      throw new Error(`at least ${inner + 2} nodes are needed for ${inner} inner ones, got ${nodes}`);
  },

  // The path is the beginning of a random order of the nodes; each later node hangs on an earlier one.
  sample({ nodes, inner }, rng) {
    const order = shuffled(rng, nodes);
    const prompt: number[] = [];
    for (const at of shuffled(rng, nodes - 1)) {
      const edge = [order[at + 1]!, order[at <= inner ? at : rng.int(at + 1)]!];
      if (rng.int(2) === 1) edge.reverse();
      prompt.push(...edge);
    }
    prompt.push(nodes, order[0]!, order[inner + 1]!);
    return { prompt, answer: order.slice(1, inner + 1) };
  },

  steps({ prompt, answer }) {
    const path = [prompt.at(-2)!, ...answer, prompt.at(-1)!];
    return path.slice(1).map((node, i) => `${path[i]} - ${node}`);
  },
});
