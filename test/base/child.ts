/** A process to be killed: `lock FILE`, `write FILE` (A's and B's for ever) or `append FILE` (numbered lines for ever). */
import { appendFileSynced, writeFileAtomic } from "../../src/base/files.ts";
import { tryLock } from "../../src/base/locks.ts";

const [verb, file] = process.argv.slice(2) as [string, string];
const say = (text: string) => process.stdout.write(`${text}\n`);

if (verb === "lock") {
  const held = tryLock(file) !== null;
  say(held ? "held" : "refused");
  if (held) setInterval(() => {}, 1000);
}
if (verb === "write") {
  for (let i = 0; ; i++) {
    writeFileAtomic(file, (i % 2 ? "A" : "B").repeat(1_000_000));
    if (i === 0) say("ready");
  }
}
if (verb === "append") {
  for (let i = 0; ; i++) {
    appendFileSynced(file, `line ${i}\n`);
    say(`${i}`);
    await new Promise(setImmediate);
  }
}
