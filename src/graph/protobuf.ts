/** The part of the Protocol Buffers wire format that ONNX models need: varints, 32-bit floats and length-delimited fields. */

export type Field = Uint8Array;

const utf8 = new TextEncoder();

function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}

/** Returns the bytes of several fields after one another: a message body. */
export function message(...fields: (Field | readonly Field[])[]): Field {
  return Buffer.concat(fields.flat() as Field[]);
}

/** Returns an integer field (int32, int64, enum). */
export const int = (tag: number, value: number | bigint): Field =>
  Uint8Array.from([...varint(tag * 8), ...varint(value)]);

/** Returns a float field. */
export function float(tag: number, value: number): Field {
  return message(Uint8Array.from(varint(tag * 8 + 5)), new Uint8Array(Float32Array.of(value).buffer));
}

/** Returns a bytes, string or embedded message field. */
export function bytes(tag: number, content: string | Uint8Array): Field {
  const body = typeof content === "string" ? utf8.encode(content) : content;
  return message(Uint8Array.from([...varint(tag * 8 + 2), ...varint(body.length)]), body);
}
