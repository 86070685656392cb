/** Text on a terminal: colours only where they help and are wanted, tables that line up, and what every verb says in the same words. */
import pc from "picocolors";

/** Styles of lines; the program takes them out where they are not wanted. */
export const color = pc.createColors(true);

/** Returns rows as aligned lines, two spaces between columns; the first row is the header; numbers (by their look) stand right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]!.map((_, c) => rows.map((row) => row[c]!));
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)));
  const right = columns.map((cells) => cells.slice(1).every((cell) => /^[-−+<>≤\d—]/.test(cell)));
  return rows.map((row, r) => {
    const cells = row.map((cell, c) => (right[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)));
    const line = `  ${cells.join("  ").trimEnd()}`;
    return r === 0 ? color.dim(line) : line;
  });
}

/** Returns ✔ or ✗; – for what was not checked (null). */
export function tick(ok: boolean | null): string {
  if (ok === null) return color.dim("–");
  return ok ? color.green("✔") : color.red("✗");
}

const NEXT = color.dim("next:");

/** Returns the line that names the next command, and says so when that cannot be undone. */
export function next(command: string): string {
  const remark = command.startsWith("foreshock close ")
    ? "   (cannot be undone; nobody can add a forecast after it)"
    : "";
  return `${NEXT} ${color.bold(command)}${remark}`;
}

/** Whether a line is one of `next`; the demo leaves them out, because it types the next command itself. */
export function isNext(line: string): boolean {
  return line.startsWith(NEXT);
}

/** Returns the lines that show a signed head and say to whom to send it: the one thing that has to leave this machine. */
export function headText(head: string): string[] {
  return [
    "send this head to somebody else (a colleague, a mailing list): who holds it can show that the ledger was not rewritten",
    ...head
      .trimEnd()
      .split("\n")
      .map((line) => color.dim(`  ${line}`)),
    "  they check it with: foreshock verify --head <file with these lines>",
  ];
}
