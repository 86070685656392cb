/** What to do with the ledger's head: the one thing that has to leave this machine. */
import { color } from "./output.ts";

/** Returns the lines that show a signed head and say to whom to send it. */
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
