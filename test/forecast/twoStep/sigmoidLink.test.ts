import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import { accuracyAt, fitSigmoidLink, linkPoints, linkSlope } from "../../../src/forecast/twoStep/sigmoidLink.ts";

const truth = { a: -0.75, k: 5, L0: 0.8, b: 1, rss: 0 };
const losses = Array.from({ length: 60 }, (_, i) => 0.6 + 0.02 * i);

function pointsOf(link: typeof truth, noise = 0) {
  const rng = generator(rootKey("link"));
  return losses.map((loss) => ({ loss, accuracy: accuracyAt(link, loss) + noise * rng.normal() }));
}

function fitted(points: { loss: number; accuracy: number }[]) {
  const fit = fitSigmoidLink(points);
  if (!fit.ok) throw new Error(fit.reason);
  return fit.link;
}

describe("linkPoints", () => {
  const checkpoints = Array.from({ length: 21 }, (_, i) => ({ loss: 10 - i, accuracy: i / 20 }));

  it("drops the first tenth, rounded up, and averages each checkpoint with up to four before it", () => {
    const points = linkPoints(checkpoints, 5);
    expect(points).toHaveLength(18);
    expect(points[0]).toEqual({ loss: 7, accuracy: 0.15 });
    expect(points[1]!.loss).toBeCloseTo(6.5, 12);
    expect(points.at(-1)!.loss).toBeCloseTo(-8, 12);
  });

  it("keeps a run of one checkpoint and averages nothing with a window of 1", () => {
    expect(linkPoints(checkpoints.slice(0, 1), 5)).toEqual(checkpoints.slice(0, 1));
    expect(linkPoints(checkpoints, 1)).toEqual(checkpoints.slice(3));
  });
});

describe("fitSigmoidLink", () => {
  it("recovers an exact link, through the ideal point within what it allows", () => {
    const link = fitted(pointsOf(truth));
    for (const loss of [0.3, 0.7, 1, 2]) expect(accuracyAt(link, loss)).toBeCloseTo(accuracyAt(truth, loss), 2);
  });

  it("predicts beyond noisy points", () => {
    expect(accuracyAt(fitted(pointsOf(truth, 0.01)), 0.4)).toBeCloseTo(accuracyAt(truth, 0.4), 1);
  });

  it("stays in its bounds, falls with the loss and finds the same link from its own answer", () => {
    const share = fc.integer({ min: 0, max: 100 }).map((value) => value / 100);
    fc.assert(
      fc.property(fc.array(share, { minLength: 8, maxLength: 8 }), (accuracies) => {
        const points = accuracies.map((accuracy, i) => ({ loss: 0.5 + 0.2 * i, accuracy }));
        const fit = fitSigmoidLink(points);
        if (!fit.ok) {
          expect(fit.reason).toMatch(/does not fall/);
          return;
        }
        const { a, k, L0, b, rss } = fit.link;
        expect(a >= -1 && a <= 0 && k >= 0 && L0 >= 0 && b >= 0 && b <= 1).toBe(true);
        expect(accuracyAt(fit.link, 0.2)).toBeGreaterThanOrEqual(accuracyAt(fit.link, 2));
        const again = fitSigmoidLink(points, fit.link);
        if (again.ok) expect(again.link.rss).toBeLessThanOrEqual(rss * (1 + 1e-9));
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it("fits losses of any unit", () => {
    const link = fitted(pointsOf(truth).map(({ loss, accuracy }) => ({ loss: 100 * loss, accuracy })));
    expect(accuracyAt(link, 70)).toBeCloseTo(accuracyAt(truth, 0.7), 2);
  });

  it("says why when there is no link", () => {
    const reason = (points: { loss: number; accuracy: number }[]) => {
      const fit = fitSigmoidLink(points);
      return fit.ok ? "" : fit.reason;
    };
    expect(reason(pointsOf(truth).slice(0, 3))).toMatch(/4 checkpoints, got 3/);
    expect(reason(losses.map((loss) => ({ loss, accuracy: 0.25 })))).toMatch(/does not fall/);
    expect(reason(losses.map((loss) => ({ loss, accuracy: loss / 3 })))).toMatch(/does not fall/);
    expect(reason(losses.map((_, i) => ({ loss: 1, accuracy: i / 60 })))).toMatch(/does not fall/);
  });
});

it("linkSlope is the derivative of the accuracy by the logarithm of the loss", () => {
  const h = 1e-6;
  const numeric = (accuracyAt(truth, 0.9 * Math.exp(h)) - accuracyAt(truth, 0.9 * Math.exp(-h))) / (2 * h);
  expect(linkSlope(truth, 0.9)).toBeCloseTo(numeric, 6);
});
