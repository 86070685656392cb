/**
 * Explicit, splittable randomness. A key is 128 bits; `fold` derives independent keys by hashing, `generator` turns one into a
 * stream. Nothing in foreshock draws a number any other way, so the same key gives the same bytes.
 * The generator is sfc32 (128 bits of state, from PractRand), normals by the polar method.
 */
import { createHash } from "node:crypto";

/** A random key: 32 hex digits. */
export type Key = string & { readonly __key: unique symbol };

/** Random numbers of one key, one after another: the same key gives the same numbers. */
export type Generator = {
  /** Next 32 random bits, an integer in [0, 2^32). */
  uint32(): number;
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, n), unbiased, for whole n from 1 to 2^32. */
  int(n: number): number;
  /** Standard normal. */
  normal(): number;
};

const hash = (text: string): Key => createHash("sha256").update(text).digest("hex").slice(0, 32) as Key;

/** Returns the root key of a seed (any text: "0", or the 64 hex digits a ledger drew). */
export function rootKey(seed: string): Key {
  return hash(`foreshock/key/v1\n${seed}`);
}

/** Returns the key derived from `key` under a path of labels; different paths give independent keys. */
export function fold(key: Key, ...path: (string | number)[]): Key {
  return hash(`${key}\n${JSON.stringify(path)}`);
}

/** Returns a fresh stream for a key. */
export function generator(key: Key): Generator {
  const word = (i: number) => Number.parseInt(key.slice(8 * i, 8 * i + 8), 16) | 0;
  let [a, b, c, counter] = [word(0), word(1), word(2), word(3)];
  let spare: number | undefined;
  const uint32 = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) uint32();
  const uniform = () => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  const int = (n: number) => {
    if (!(n >= 1 && n <= 4294967296)) throw new RangeError(`int: n from 1 to 2^32 is required, got ${n}`);
    const limit = 4294967296 - (4294967296 % n);
    let u = uint32();
    while (u >= limit) u = uint32();
    return u % n;
  };
  const normal = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * factor;
      return u * factor;
    }
  };
  return { uint32, uniform, int, normal };
}
