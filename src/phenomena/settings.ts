/** How a family was trained and measured, in the words of the page. */
import { number } from "../base/words.ts";
import type { Measurement } from "../records.ts";
import type { TrainedFamily } from "./phenomenon.ts";

/** Returns what a reader has to know to judge a phenomenon's size: model, training, seeds; nothing of a family that was not trained. */
export function settingsOf(trained: TrainedFamily | undefined): [string, string][] {
  if (!trained) return [];
  const { family, rows } = trained;
  const { task, ladder, numSeeds, train, numExamples } = family;
  const { optimiser, learningRate, batchSize, numSteps, trainingSet } = train;
  const params = Object.entries(task.params).map(([name, value]) => `${name} ${value}`);
  const fixed = trainingSet === null ? "fresh examples" : `${trainingSet} fixed examples`;
  const rungs = ladder.map(({ name, nParams }) => `${name} (${nParams} parameters)`).join(", ");
  return [
    ["task", [task.name, ...params].join(", ")],
    ["model", `${ladder[0]!.model.kind}: ${rungs}`],
    ["training", `${optimiser.kind}, learning rate ${learningRate}, batch ${batchSize}, ${numSteps} steps, ${fixed}`],
    ["seeds", String(numSeeds)],
    ["evaluation", `${numExamples} examples`],
    ...llcSettings(family, rows),
  ];
}

/** The LLC's settings, without which its number says nothing, and how many estimates were refused. */
function llcSettings({ measures }: TrainedFamily["family"], rows: readonly Measurement[]): [string, string][] {
  return measures.flatMap((measure): [string, string][] => {
    if (measure.kind !== "llc") return [];
    const { sampler, stepSize, nbeta, localization, numChains, numBurninSteps, numDraws, batchSize, numExamples } =
      measure;
    const convention = { dataset: "nbeta n / ln n", batch: "nbeta B / ln B" };
    const temperature = typeof nbeta === "number" ? `nbeta ${nbeta}` : convention[nbeta];
    const step = stepSize === "auto" ? "step found for each" : `step ${stepSize}`;
    const count = (metric: string) => rows.filter((row) => row.metric === metric && row.position === null).length;
    const [tried, kept] = [count("llcRhat"), count("llc")];
    const reach = rows.filter(({ metric }) => metric === "llcReach").map(({ value }) => value);
    const held =
      reach.length > 0
        ? `; chains end at ${number(Math.min(...reach))} to ${number(Math.max(...reach))} of the distance that localization alone gives (the level depends on nbeta and localization: compare the course only)`
        : "";
    const refused = tried > 0 ? `; ${tried - kept} of ${tried} estimates refused` : "";
    return [
      [
        "LLC",
        `${sampler}, ${step}, ${temperature}, n ${numExamples}, batch ${batchSize}, localization ${localization}, ${numChains} chains of ${numBurninSteps} + ${numDraws} steps${refused}${held}`,
      ],
    ];
  });
}
