/** The one interface through which graphs become numbers; two executors implement it (ort, tfjs). */
import type { Value } from "../graph/value.ts";

export type Tensor = Float32Array | Int32Array;
export type Feeds = Readonly<Record<string, Tensor>>;

/** A compiled graph: named inputs in, named outputs out. Arrays are row-major in the shapes of the graph's values. */
export interface Program {
  run(feeds: Feeds): Promise<Record<string, Float32Array>>;
  release(): Promise<void>;
}

/** What compiles graphs into programs; `release` a program when it has done its work. */
export interface Engine {
  readonly name: string;
  /** Compiles the part of a graph that computes the named outputs. */
  compile(outputs: Readonly<Record<string, Value>>): Promise<Program>;
}
