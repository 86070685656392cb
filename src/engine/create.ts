/** The executor by its name in a family file; only the one that is asked for is loaded. */
import type { Engine } from "./engine.ts";

/**
 * Returns the executor of a name: `ort`, or `tfjs` on an installed optional peer. From its first graph on, `ort` sets its thread to flush
 * denormals: what JavaScript computes there afterwards can differ in the last bits, so train in children (`runPool`) where you also forecast.
 * @throws usageError with the install line when no peer loads.
 */
export async function createEngine(name: "ort" | "tfjs"): Promise<Engine> {
  return name === "ort" ? (await import("./ort.ts")).ortEngine() : (await import("./tfjs.ts")).tfjsEngine();
}
