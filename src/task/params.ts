/** A task's settings: defaults overridden by name, each of the right type and in its range. One clear error per mistake. */
import { usageError } from "../base/errors.ts";
import type { Params, Range, TaskDefinition } from "./define.ts";

type Value = Params[string];

/**
 * Returns the definition's defaults overridden by `given`, in the order of the defaults.
 * Unknown names, other types and values out of range are usage errors.
 */
export function fillParams(definition: TaskDefinition, given: Params): Params {
  const { name, params, check = {} } = definition;
  const names = Object.keys(params);
  for (const key of Object.keys(given)) {
    if (!names.includes(key)) {
      throw usageError(
        `task ${name}`,
        `the settings are ${names.join(", ") || "none"}`,
        key,
        `remove or rename ${key}`,
      );
    }
  }
  return Object.fromEntries(
    names.map((key) => {
      const value = given[key] ?? params[key]!;
      checkValue(name, key, value, params[key]!, check[key]);
      return [key, value];
    }),
  );
}

function checkValue(task: string, key: string, value: Value, byDefault: Value, range: Range | undefined): void {
  const wrong = (requirement: string) =>
    usageError(`task ${task}`, `${key} must be ${requirement}`, value, `the default is ${key}: ${byDefault}`);
  if (typeof value !== typeof byDefault) throw wrong(`a ${typeof byDefault}`);
  if (typeof value !== "number") return;
  if (!Number.isFinite(value)) throw wrong("a finite number");
  if (!range) return;
  const fits = value >= range.min && value <= range.max && (!range.whole || Number.isInteger(value));
  if (!fits) throw wrong(`a ${range.whole ? "whole number" : "number"} from ${range.min} to ${range.max}`);
}
