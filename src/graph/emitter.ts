/**
 * Collects the nodes and constants of one ONNX graph: names every value once, and writes each constant once however often it is read.
 */
import { bytes, type Field, float, int, message } from "./protobuf.ts";
import { type Attribute, type Shape, sizeOf, type Value } from "./value.ts";

/** Element types by the numbers of onnx.proto. */
export const TYPE = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
/** Above this many rows a one-hot matrix costs more than a scatter. */
export const ONE_HOT_ROWS = 512;

/** The nodes and initialisers written so far, as fields of an ONNX GraphProto, and the names of values. */
export class Emitter {
  readonly nodes: Field[] = [];
  readonly initializers: Field[] = [];
  private readonly constants = new Map<string, string>();
  private readonly names = new Map<number, string>();
  private fresh = 0;

  /** Gives a computed value the name of a graph output; false when it cannot carry it (an input, a constant, a second name). */
  rename(value: Value, name: string): boolean {
    if (!value.node || this.names.has(value.id)) return false;
    this.names.set(value.id, name);
    return true;
  }

  nameOf(value: Value): string {
    return value.name ?? this.names.get(value.id) ?? `v${value.id}`;
  }

  node(op: string, inputs: string[], outputs: string[], attributes: Record<string, Attribute> = {}, domain = ""): void {
    this.nodes.push(
      bytes(
        1,
        message(
          inputs.map((name) => bytes(1, name)),
          outputs.map((name) => bytes(2, name)),
          bytes(4, op),
          Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
          domain ? bytes(7, domain) : [],
        ),
      ),
    );
  }

  temporary(): string {
    return `t${this.fresh++}`;
  }

  int64(values: readonly number[], shape: Shape = [values.length]): string {
    const key = `i64 ${shape} ${values}`;
    return this.once(key, () => tensor(`i${this.fresh++}`, TYPE.int64, shape, BigInt64Array.from(values, BigInt)));
  }

  fill(value: number, shape: Shape): string {
    const data = new Float32Array(sizeOf(shape)).fill(value);
    return this.once(`f32 ${value} ${shape}`, () => tensor(`f${this.fresh++}`, TYPE.float32, shape, data));
  }

  /** The rows of an identity matrix, which make a gather a one-hot: faster than ONNX Runtime's own OneHot. */
  identity(size: number): string {
    const data = Float32Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0));
    return this.once(`identity ${size}`, () => tensor(`identity${size}`, TYPE.float32, [size, size], data));
  }

  /** Writes the one-hot rows of int32 ids; beyond ONE_HOT_ROWS by ONNX's OneHot, whose depth must be int32 like its ids. */
  oneHot(ids: string, depth: number, result: string): void {
    if (depth <= ONE_HOT_ROWS) {
      this.node("Gather", [this.identity(depth), ids], [result], { axis: 0 });
      return;
    }
    const size = this.once(`i32 ${depth}`, () => tensor(`i${this.fresh++}`, TYPE.int32, [], Int32Array.of(depth)));
    const zeroOne = this.once("zero, one", () => tensor("zeroOne", TYPE.float32, [2], Float32Array.of(0, 1)));
    this.node("OneHot", [ids, size, zeroOne], [result], { axis: -1 });
  }

  data(name: string, value: Value): void {
    if (!this.constants.has(name)) this.once(name, () => tensor(name, TYPE[value.dtype], value.shape, value.data!));
  }

  private once(key: string, make: () => { name: string; field: Field }): string {
    const known = this.constants.get(key);
    if (known) return known;
    const { name, field } = make();
    this.initializers.push(field);
    this.constants.set(key, name);
    return name;
  }
}

/** Returns an attribute marked as a float even when its value is whole. */
export const float32 = (value: number): Attribute => `float:${value}`;

function attribute(name: string, value: Attribute): Field {
  if (typeof value === "string" && value.startsWith("float:"))
    return message(bytes(1, name), float(2, Number(value.slice(6))), int(20, 1));
  if (typeof value === "string") return message(bytes(1, name), bytes(4, value), int(20, 3));
  if (typeof value === "number") return message(bytes(1, name), int(3, value), int(20, 2));
  return message(
    bytes(1, name),
    value.map((n) => int(8, n)),
    int(20, 7),
  );
}

function tensor(
  name: string,
  type: number,
  shape: Shape,
  data: Float32Array | Int32Array | BigInt64Array,
): { name: string; field: Field } {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return {
    name,
    field: bytes(
      5,
      message(
        shape.map((n) => int(1, n)),
        int(2, type),
        bytes(8, name),
        bytes(9, raw),
      ),
    ),
  };
}
