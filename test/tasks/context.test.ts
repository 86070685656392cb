/** Tasks whose answer stands in the prompt or follows from it alone: every answer found again by search. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import graphPath from "../../tasks/graph-path.ts";
import lastWriteWins from "../../tasks/last-write-wins.ts";
import latinSquare from "../../tasks/latin-square.ts";
import nearestMatch from "../../tasks/nearest-match.ts";
import ticTacToe from "../../tasks/tic-tac-toe.ts";
import wildcardMatch from "../../tasks/wildcard-match.ts";
import { answersAre, examples, make } from "./oracle.ts";

const whole = (min: number, max: number) => fc.integer({ min, max });

describe("graph-path", () => {
  answersAre({
    definition: graphPath,
    params: whole(1, 8).chain((inner) => fc.record({ inner: fc.constant(inner), nodes: whole(inner + 2, 20) })),
    oracle: (prompt, { nodes }) => {
      const [edges, [from, to]] = [prompt.slice(0, -3), prompt.slice(-2) as [string, string]];
      expect(new Set(edges).size).toBe(nodes);
      // Leaves other than the two ends are cut until only the path is left.
      let left = Array.from({ length: nodes - 1 }, (_, i) => [edges[2 * i]!, edges[2 * i + 1]!]);
      const degree = (node: string) => left.flat().filter((other) => other === node).length;
      const leaf = (node: string) => node !== from && node !== to && degree(node) === 1;
      while (left.some((edge) => edge.some(leaf))) left = left.filter((edge) => !edge.some(leaf));
      const path = [from];
      while (path.at(-1) !== to) {
        const edge = left.find((e) => e.includes(path.at(-1)!) && !e.some((node) => path.slice(0, -1).includes(node)))!;
        path.push(edge.find((node) => node !== path.at(-1))!);
      }
      return path.slice(1, -1);
    },
    picture: { nodes: 5, inner: 3 },
  });

  it("says how many nodes it needs", () => {
    expect(() => make(graphPath, { nodes: 4, inner: 3 })).toThrow(/at least 5 nodes are needed/);
  });
});

describe("last-write-wins", () => {
  answersAre({
    definition: lastWriteWins,
    params: whole(1, 10).chain((keys) =>
      fc.record({ keys: fc.constant(keys), queries: whole(1, keys), writes: whole(keys, 24), values: whole(2, 30) }),
    ),
    oracle: (prompt, { keys, queries }) => {
      const written = prompt.slice(0, prompt.indexOf("?"));
      expect(new Set(written.filter((_, i) => i % 2 === 0)).size).toBe(keys);
      const asked = prompt.slice(-queries);
      expect(new Set(asked).size).toBe(queries);
      return asked.map((key) => written[written.lastIndexOf(key) + 1]!);
    },
    picture: { keys: 3, writes: 5 },
  });

  it("says what does not fit together", () => {
    expect(() => make(lastWriteWins, { writes: 3 })).toThrow(/at least 4 writes are needed/);
    expect(() => make(lastWriteWins, { queries: 5 })).toThrow(/at most 4 keys can be asked/);
  });
});

describe("nearest-match", () => {
  answersAre({
    definition: nearestMatch,
    params: whole(1, 10).chain((length) =>
      whole(1, length).chain((far) =>
        fc.record({
          ...{ length: fc.constant(length), far: fc.constant(far), near: whole(0, far - 1) },
          ...{ candidates: whole(2, 8), letters: whole(2, 9) },
        }),
      ),
    ),
    oracle: (prompt, { near, far }) => {
      const [shown, query] = prompt.join("").split("?") as [string, string];
      const distances = [...shown.matchAll(/([A-Z])([a-z]+)/g)].map(([, label, string]) => {
        return { label: label!, distance: [...string!].filter((letter, i) => letter !== query[i]).length };
      });
      distances.sort((a, b) => a.distance - b.distance);
      expect(distances.map(({ distance }) => distance)).toEqual([near, ...distances.slice(1).map(() => far)]);
      return [distances[0]!.label];
    },
    picture: { candidates: 3, length: 4, letters: 2, near: 1, far: 3 },
  });
});

describe("wildcard-match", () => {
  const params = fc.record({
    ...{ fixed: whole(1, 8), holes: whole(0, 4), run: whole(0, 6) },
    ...{ letters: whole(2, 9), wrong: fc.constant(1) },
  });

  answersAre({
    definition: wildcardMatch,
    params,
    oracle: (prompt, { run }) => {
      const [pattern, string] = prompt.slice(0, -1).join("").split("|") as [string, string];
      expect(pattern.split("*")).toHaveLength(run > 0 ? 2 : 1);
      return [new RegExp(`^${pattern.replace("*", ".*")}$`).test(string) ? "yes" : "no"];
    },
    picture: { fixed: 3, run: 2 },
  });

  it("has as many wrong letters as asked, and says the truth as often as noise leaves", () => {
    for (const { prompt, answer } of examples(make(wildcardMatch, { holes: 0, wrong: 3 }), 200)) {
      const wrong = [0, 1, 2, 3].filter((i) => prompt[i] !== prompt[i + 5]).length;
      expect(wrong).toBe(answer[0] === 9 ? 0 : 3);
    }
    const noisy = examples(make(wildcardMatch, { holes: 0, noise: 0.4 }), 2000);
    const right = noisy.filter(({ prompt, answer }) => {
      return [0, 1, 2, 3].every((i) => prompt[i] === prompt[i + 5]) === (answer[0] === 9);
    });
    expect(right.length / noisy.length).toBeCloseTo(0.8, 1);
    expect(() => make(wildcardMatch, { fixed: 2, wrong: 3 })).toThrow(/at most 2 fixed letters can be wrong/);
  });
});

describe("tic-tac-toe", () => {
  answersAre({
    definition: ticTacToe,
    params: fc.record({ lines: whole(1, 8) }),
    oracle: (prompt, { lines }) => [winnerOf(prompt.slice(0, 9).join(""), lines)],
    picture: {},
  });

  it("has boards of games: marks take turns, and a winner's last move ends it", () => {
    for (const { prompt, answer } of examples(make(ticTacToe), 500)) {
      const count = [0, 1].map((side) => prompt.filter((mark) => mark === side).length) as [number, number];
      expect(Math.abs(count[0] - count[1])).toBeLessThan(2);
      if (answer[0] !== 2) expect(count[answer[0]!]).toBeGreaterThanOrEqual(count[1 - answer[0]!]!);
    }
  });
});

/** The winner by magic square: three cells are a line where their numbers sum to 15. */
function winnerOf(board: string, lines: number): string {
  const magic = [2, 7, 6, 9, 5, 1, 4, 3, 8];
  const order = ["276", "951", "438", "294", "753", "618", "258", "456"];
  const counted = order.slice(0, lines).map((line) => [...line].sort().join(""));
  const winners = ["x", "o"].filter((side) => {
    const held = magic.filter((_, i) => board[i] === side).sort();
    return held.some((a, i) =>
      held.some((b, j) => i < j && held.some((c, k) => j < k && a + b + c === 15 && counted.includes(`${a}${b}${c}`))),
    );
  });
  expect(winners.length).toBeLessThan(2);
  return winners[0] ?? "-";
}

describe("latin-square", () => {
  answersAre({
    definition: latinSquare,
    params: fc.record({ blanks: whole(1, 10) }),
    oracle: (prompt, { blanks }) => {
      const solutions = fill(prompt.slice(0, 16).join(""));
      expect(prompt.filter((word) => word === "_")).toHaveLength(blanks);
      expect(solutions).toHaveLength(1);
      return [...solutions[0]!].filter((_, i) => prompt[i] === "_");
    },
    picture: { blanks: 2 },
  });
});

/** All squares that this one with blanks can become, found cell by cell. */
function fill(square: string): string[] {
  const cell = square.indexOf("_");
  const groups = [0, 1, 2, 3].flatMap((g) => [
    square.slice(4 * g, 4 * g + 4),
    [0, 1, 2, 3].map((row) => square[4 * row + g]).join(""),
  ]);
  if (groups.some((group) => /([1-4]).*\1/.test(group))) return [];
  return cell < 0 ? [square] : [..."1234"].flatMap((value) => fill(square.replace("_", value)));
}
