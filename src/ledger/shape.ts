/** Input to the writing functions, checked against its record before anything is hashed. */
import type { z } from "zod";
import { usageError } from "../base/errors.ts";

/** Returns the value as the schema reads it; a value outside the schema is a usage error naming the first bad field. */
export function requireShape<T extends z.ZodType>(schema: T, value: unknown, where: string, what: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw usageError(where, `${what} is required`, `${issue.path.join(".")}: ${issue.message}`, "foreshock status");
}
