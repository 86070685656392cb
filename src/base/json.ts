/**
 * JSON that other programs wrote, whole or one value per line. Python's writers put NaN and Infinity where JSON has no word for them;
 * those come back as the texts "NaN", "Infinity" and "-Infinity", so that whoever needs a number there can say what it found.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { usageError } from "./errors.ts";
import { readText } from "./files.ts";

/** Returns the value in a JSON file. Errors (usage): no such file, not JSON. */
export function readJson(file: string): unknown {
  return parse(readText(file, "give the path of a JSON file"), file);
}

/** Yields the values of a file with one JSON value per line, and their line numbers from 1; empty lines are passed over. */
export async function* jsonLines(file: string): AsyncGenerator<{ line: number; value: unknown }> {
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity });
  let line = 0;
  try {
    for await (const text of lines) {
      line++;
      if (text.trim() !== "") yield { line, value: parse(text, `${file}, line ${line}`) };
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw usageError("jsonLines", `a readable file ${file} is required`, error, "give the path of a .jsonl file");
  } finally {
    lines.close();
  }
}

/** Whether a JSON value is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const NOT_FINITE = /(?<=[:[,]\s*)(-?Infinity|NaN)(?=\s*[,}\]])/g;

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const mended = text.replace(NOT_FINITE, '"$1"');
    if (mended !== text) return parse(mended, where);
    throw usageError("readJson", `${where} has to be JSON`, error, "mend the file or take it away");
  }
}
