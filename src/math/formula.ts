/**
 * A law written as text: parsed, checked to be arithmetic and nothing else, differentiated symbolically. The only file that imports
 * mathjs, and of it only what works on plain numbers.
 */
import { derivative, type MathNode, parse } from "mathjs/number";
import { usageError } from "../base/errors.ts";

/** Functions a law may use; all have derivatives. log is the natural logarithm. */
const FUNCTIONS = ["exp", "log", "log10", "sqrt", "tanh", "abs", "pow"];
const NODES = ["OperatorNode", "ConstantNode", "SymbolNode", "ParenthesisNode", "FunctionNode"];
const OPERATORS = ["+", "-", "*", "/", "^"];
const EXAMPLE = 'write, for example, "E + A*N^(-a)"';

/** Values by name. */
export type Scope = Readonly<Record<string, number>>;

/** A parsed law: its value, and its derivative by every parameter in the order they were given. */
export type Formula = { value(scope: Scope): number; gradient(scope: Scope): number[] };

/**
 * Returns the law of a text in `variables` and `parameters`; either may go unused only if it is a variable. Values may be NaN or
 * infinite where the law is not defined. Errors (usage): not a formula, an unknown name or function, a parameter that does not occur.
 */
export function parseFormula(text: string, parameters: readonly string[], variables: readonly string[]): Formula {
  const taken = parameters.filter((name) => variables.includes(name) || FUNCTIONS.includes(name));
  if (taken.length > 0)
    throw usageError(
      "formula",
      `parameters with other names than ${variables.join(", ")} are required`,
      taken.join(", "),
      EXAMPLE,
    );
  const root = parsed(text);
  const used = new Set<string>();
  root.traverse((node, path) => {
    const problem = problemOf(node, path, [...parameters, ...variables]);
    if (problem) throw usageError("formula", problem, text, EXAMPLE);
    if (isSymbol(node) && path !== "fn") used.add(node.name);
  });
  const idle = parameters.filter((name) => !used.has(name));
  if (idle.length > 0)
    throw usageError(
      "formula",
      `every parameter in the formula is required`,
      `no ${idle.join(", ")} in ${text}`,
      EXAMPLE,
    );
  const value = root.compile();
  const slopes = parameters.map((name) => derivative(root, name).compile());
  return {
    value: (scope) => real(value.evaluate({ ...scope })),
    gradient: (scope) => slopes.map((slope) => real(slope.evaluate({ ...scope }))),
  };
}

/** mathjs answers with a complex number's place taken by NaN; anything that is no number is NaN here. */
function real(result: unknown): number {
  return typeof result === "number" ? result : Number.NaN;
}

function parsed(text: string): MathNode {
  try {
    return parse(text);
  } catch (error) {
    throw usageError("formula", "a formula is required", `${text} (${(error as Error).message})`, EXAMPLE);
  }
}

type Named = MathNode & { name: string };
const isSymbol = (node: MathNode): node is Named => node.type === "SymbolNode";

function problemOf(node: MathNode, path: string, names: readonly string[]): string | null {
  if (!NODES.includes(node.type)) return `arithmetic of ${OPERATORS.join(" ")} and ${FUNCTIONS.join(", ")} is required`;
  if (node.type === "ConstantNode" && typeof (node as MathNode & { value: unknown }).value !== "number")
    return "numbers are required";
  if (node.type === "OperatorNode" && !OPERATORS.includes((node as MathNode & { op: string }).op))
    return `operators ${OPERATORS.join(" ")} are required`;
  if (!isSymbol(node)) return null;
  if (path === "fn") return FUNCTIONS.includes(node.name) ? null : `functions ${FUNCTIONS.join(", ")} are required`;
  return names.includes(node.name) ? null : `names ${names.join(", ")} are required (declare parameters under law)`;
}
