/**
 * The child process of some chains around one checkpoint: builds the same estimator as its parent from the same specification, and
 * answers every request with the chains of the keys it was given.
 */
import { EXIT } from "../base/errors.ts";
import type { Key } from "../base/random.ts";
import { createEngine } from "../engine/create.ts";
import type { Chain, ChainSettings, Fixed } from "../measure/llc/chain.ts";
import { runLlc } from "../measure/llc/llc.ts";
import { toFlat } from "../model/params.ts";
import type { LlcSpec, RunSpec } from "../specs.ts";
import { loadTask } from "../task/load.ts";
import { readWeights } from "./checkpointFile.ts";
import { runFolder, runKey } from "./key.ts";

/** What the parent sends first: which checkpoint, and how it is estimated. */
export type ChainJob = { run: RunSpec; projectDir: string; spec: LlcSpec; step: number };
/** What it then sends any number of times, one request at a time. */
export type ChainRequest = { settings: Omit<ChainSettings, keyof Fixed>; keys: Key[] };
/** The answer to a request. */
export type ChainAnswer = { chains: Chain[] } | { failure: string };

process.on("disconnect", () => process.exit(EXIT.ok));
process.once("message", (job: ChainJob) => {
  const ready = prepare(job);
  // a failure is told with the answer to the first request, which may never come
  ready.catch(() => {});
  process.on("message", (request: ChainRequest) => void answer(ready, request));
});

async function prepare({ run, projectDir, spec, step }: ChainJob) {
  const load = (params: RunSpec["task"]["params"]) =>
    loadTask(run.task.name, { ...run.task.params, ...params }, projectDir);
  const bench = { run, task: await load({}), engine: await createEngine(run.engine), load };
  const { estimator, params } = await runLlc(bench, { ...spec, numChains: 1 });
  const weights = readWeights(runFolder(projectDir, runKey(run)).weights(step), runKey(run), step);
  return { estimator, point: await estimator.at(toFlat(weights, params)) };
}

async function answer(ready: ReturnType<typeof prepare>, { settings, keys }: ChainRequest): Promise<void> {
  try {
    const { estimator, point } = await ready;
    const chains: Chain[] = [];
    for (const key of keys) chains.push(await estimator.chain(point, settings, key));
    process.send?.({ chains } satisfies ChainAnswer);
  } catch (error) {
    process.send?.({ failure: (error as Error).message } satisfies ChainAnswer);
  }
}
