/**
 * The intermediate representation: a graph of ONNX operators with static shapes, recorded while ordinary functions run (tracing).
 * Values are created in topological order and hash-consed, so equal expressions are one node; constants of one repeated number are
 * kept as a `fill` and folded while the graph is built.
 */

export type Shape = readonly number[];
export type DType = "float32" | "int32" | "bool";
export type Attribute = number | string | readonly number[];
export type Attributes = Readonly<Record<string, Attribute>>;

export type Value = {
  readonly graph: Graph;
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: DType;
  /** The node that computes this value, or null for an input or a constant. */
  readonly node: Node | null;
  /** Name of a graph input. */
  readonly name?: string;
  /** The number a uniform constant repeats. */
  readonly fill?: number;
  /** The elements of a constant. */
  readonly data?: Float32Array | Int32Array;
};

export type Node = {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
};

/** A rule that replaces automatic differentiation of one value: cotangent -> cotangents of `inputs` (null = zero). */
export type CustomVjp = { readonly inputs: readonly Value[]; rule(cotangent: Value): (Value | null)[] };

/** Returns the number of elements of a shape. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, n) => product * n, 1);

/** Whether two shapes are equal. */
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i]);

/** The recorder: declares inputs and constants, and applies operators, reusing nodes that already exist. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs: Value[] = [];
  readonly customVjps = new Map<number, CustomVjp>();
  private numValues = 0;
  private readonly consed = new Map<string, readonly Value[]>();

  /** Declares a named input of a fixed shape; names are unique. */
  input(name: string, shape: Shape, dtype: DType = "float32"): Value {
    if (this.inputs.some((value) => value.name === name))
      throw new TypeError(`Graph.input: a new name is required, got ${name}`);
    const value = this.value({ shape, dtype, node: null, name });
    this.inputs.push(value);
    return value;
  }

  /** Returns the constant that repeats one number. */
  fill(number: number, shape: Shape = []): Value {
    return this.cons(`fill ${Object.is(number, -0) ? "-0" : number} ${shape}`, () => [
      this.value({ shape, dtype: "float32", node: null, fill: number }),
    ])[0]!;
  }

  /** Returns a constant tensor; every call makes a new one. */
  constant(data: Float32Array | Int32Array, shape: Shape): Value {
    if (data.length !== sizeOf(shape))
      throw new TypeError(`Graph.constant: ${sizeOf(shape)} elements are required, got ${data.length}`);
    return this.value({ shape, dtype: data instanceof Int32Array ? "int32" : "float32", node: null, data });
  }

  /** Returns the outputs of an operator, reusing an equal node that already exists. */
  apply(
    op: string,
    inputs: readonly Value[],
    outputs: readonly { shape: Shape; dtype?: DType }[],
    attributes: Attributes = {},
  ): readonly Value[] {
    const foreign = inputs.find((value) => value.graph !== this);
    if (foreign) throw new TypeError(`Graph.apply: ${op} needs values of one graph, got one of another`);
    return this.cons(`${op} ${inputs.map((v) => v.id)} ${JSON.stringify(attributes)}`, () => {
      const values: Value[] = [];
      const node: Node = { op, inputs, attributes, outputs: values };
      for (const { shape, dtype } of outputs) values.push(this.value({ shape, dtype: dtype ?? "float32", node }));
      this.nodes.push(node);
      return values;
    });
  }

  private cons(key: string, make: () => readonly Value[]): readonly Value[] {
    const known = this.consed.get(key);
    if (known) return known;
    const made = make();
    this.consed.set(key, made);
    return made;
  }

  private value(parts: Omit<Value, "graph" | "id">): Value {
    return { graph: this, id: this.numValues++, ...parts };
  }
}
