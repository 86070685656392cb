/** The folder of questions that the guide shows. */
import path from "node:path";

export const example = path.resolve(import.meta.dirname, "../../reports/example/benchmark");
