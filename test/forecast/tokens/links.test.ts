/** Links from token probabilities to success: the ceiling that bayes-mix allows for, and sampling from nats per token. */
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import { askOf } from "../../../src/forecast/ask.ts";
import { greedyLink, type SuccessLink, sampledLink } from "../../../src/forecast/tokens/links.ts";
import { tokenReadings } from "../../../src/forecast/tokens/series.ts";
import { mean } from "../../../src/math/stats.ts";
import { evidence, question } from "../sample.ts";
import { evidenceOf } from "../world.ts";

const ask = askOf(question, evidence);
const [nll] = tokenReadings(ask, 3);

/** Mean success over draws at one token probability everywhere. */
function successAt(link: SuccessLink, q: number): number {
  const rng = generator(rootKey("links"));
  return mean(Array.from({ length: 400 }, () => link.draw(rng)([q, q, q, q], 6)));
}

describe("greedyLink", () => {
  it("ends at 1, or perhaps below it: half of the draws by the prior, more where success stops short", () => {
    const one = greedyLink(ask, nll!, { length: 4, k: 4 }, "one");
    const below = greedyLink(ask, nll!, { length: 4, k: 4 }, "perhaps below");
    expect(successAt(one, 1 - 1e-9)).toBeGreaterThan(0.999);
    expect(successAt(below, 1 - 1e-9)).toBeLessThan(0.98);
    expect(Object.keys(below.parameters).filter((name) => !(name in one.parameters))).toEqual([
      "ceilings",
      "ceilingWeights",
    ]);
  });

  it("asks for k of the tokens: fewer are easier", () => {
    const at = (k: number) => successAt(greedyLink(ask, nll!, { length: 4, k }, "one"), 0.8);
    expect(at(3)).toBeGreaterThan(at(4));
    expect(at(4)).toBeGreaterThan(0);
  });
});

describe("sampledLink", () => {
  it("is exp(-lambda L nats), lambda 1 where nothing says that examples differ and success is on its floor", () => {
    const nats = [1.95, 1.6, 1.25, 0.75];
    const floor = { exactMatch: [[0], [0], [0], [0]], nll: nats.map((value) => [value]) };
    const plain = askOf({ ...question, metric: "sampledSuccess" }, evidenceOf(question, floor));
    const link = sampledLink(plain, nll!, 4, nats);
    expect(link.parameters.effectiveSteps).toEqual([4, 4, 4, 4]);
    expect(successAt(link, 0.9)).toBeGreaterThan(0.9 ** 4 - 1e-9);
    expect(successAt(link, 0.9)).toBeLessThan(0.9 ** 3);
    const draw = link.draw(generator(rootKey("ends")));
    expect([draw([0], 6), draw([Number.NaN], 6)]).toEqual([0, Number.NaN]);
  });
});
