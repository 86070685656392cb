/** Every question that priors and weights may be learned from. */
import path from "node:path";
import { readBank } from "../../../src/bank/bank.ts";
import { fold, generator, rootKey } from "../../../src/base/random.ts";
import type { Asked } from "../../../src/benchmark/asked.ts";
import { askFamilies } from "../../../src/benchmark/families.ts";
import { questionsFile } from "../../../src/benchmark/folder/questionsFile.ts";
import { readFolder } from "../../../src/benchmark/folder/source.ts";
import { askLadder } from "../../../src/benchmark/published/ladder.ts";
import { askPythia } from "../../../src/benchmark/published/pythia.ts";
import { readPack } from "../../../src/retrodict/ownFamilies/pack.ts";
import { isBlind } from "../../../src/retrodict/ownFamilies/questions.ts";
import { shuffled } from "../../../src/task/define.ts";
import { root } from "../../root.ts";

const SOURCES = ["gadre", "tr3"];
const KEY = rootKey("foreshock/priors");

/** Returns the questions about published results in a folder, and those about small families of which all rungs are there: drawn by a script (the blind half
 * since it was scored), and set up to jump. */
export async function learningQuestions(
  folder: string,
): Promise<{ published: Asked[]; drawn: Asked[]; setUp: Asked[] }> {
  const asked: Asked[] = [];
  for (const source of SOURCES) {
    const own = path.join(folder, source);
    asked.push(...(await readFolder(own, questionsFile(own)!)));
  }
  const bank = (await readBank(root)).filter(({ family, rows }) =>
    family.ladder.every(({ nParams }) => rows.some((row) => row.nParams === nParams)),
  );
  const packed = (await readPack(root)).filter(({ family }) => family.ladder.length >= 8);
  return {
    published: [...asked, ...(await askPythia(folder)), ...(await askLadder(folder))],
    drawn: askFamilies("bank", bank, () => false),
    setUp: askFamilies("families", packed, isBlind),
  };
}

/** Returns at most `most` questions of every setting, drawn from a written key. */
export function evenly(questions: readonly Asked[], most: number): Asked[] {
  const settings = [...new Set(questions.map(({ setting }) => setting))].sort();
  return settings.flatMap((setting) => {
    const own = questions.filter((one) => one.setting === setting);
    return shuffled(generator(fold(KEY, setting)), own.length)
      .slice(0, most)
      .map((i) => own[i]!);
  });
}
