/**
 * A file that shares its process leaves the arithmetic as it was. An engine makes denormals 0 on its thread from then on, and what
 * later files compute would depend on their order.
 */
import { afterAll } from "vitest";

const numbers = Float64Array.of(1e-310, 2);
const hasDenormals = () => numbers[0]! / numbers[1]! > 0;
const before = hasDenormals();
afterAll(() => {
  if (before && !hasDenormals())
    throw new Error("an engine was made in a shared process: name this file among ENGINES of test/vitest.config.ts");
});
