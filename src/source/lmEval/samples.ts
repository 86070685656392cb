/**
 * The single samples of one task, as lm-evaluation-harness logs them: of each question the log-likelihood of every option, or of the one
 * target. They give what a results file lacks: how probable the right answer was, question by question.
 * @see EleutherAI/lm-evaluation-harness, lm_eval/result_schema.py (SampleResult) and lm_eval/api/task.py (process_results)
 */
import { isRecord, jsonLines } from "../../base/json.ts";

/** A metric over the samples. */
export type SampleMetric = { metric: string; value: number; stderr: number | null; n: number };

/** What samples give, or why they give nothing. */
export type SampleResult = { ok: true; metrics: SampleMetric[] } | { ok: false; reason: string };

/** One sample: of each option the log-likelihood and whether it is what greedy decoding says; the right option's index. */
type Sample = { logProbs: number[]; greedy: boolean[]; gold: number };

/**
 * Returns the metrics of a samples file, read line by line. With S_i the log-likelihood of option i and g the right one:
 * - options: choiceProb = mean of p_g, choiceNll = mean of -ln p_g, p = softmax(S); answerLogProb = mean of S_g, answerLogProbVar its variance;
 * - one target: answerLogProb, answerLogProbVar, and exactMatch = share of samples whose target is the greedy answer.
 * The right option is `target`, an index or the text of one option; samples whose logged acc contradicts it give nothing.
 */
export async function readSamples(file: string): Promise<SampleResult> {
  const samples: Sample[] = [];
  let filter: unknown;
  for await (const { value } of jsonLines(file)) {
    if (!isRecord(value)) return { ok: false, reason: "a line is not an object" };
    filter ??= value.filter ?? "none";
    if ((value.filter ?? "none") !== filter) continue;
    const sample = sampleOf(value);
    if (typeof sample === "string") return { ok: false, reason: sample };
    samples.push(sample);
  }
  if (samples.length === 0) return { ok: false, reason: "no samples" };
  const single = samples.every(({ logProbs }) => logProbs.length === 1);
  if (!single && samples.some(({ logProbs }) => logProbs.length === 1))
    return { ok: false, reason: "some samples have one option only" };
  return { ok: true, metrics: single ? targetMetrics(samples) : choiceMetrics(samples) };
}

function targetMetrics(samples: readonly Sample[]): SampleMetric[] {
  const hits = samples.map(({ greedy }) => (greedy[0] ? 1 : 0));
  return [...answerMetrics(samples), { metric: "exactMatch", ...moments(hits) }];
}

function choiceMetrics(samples: readonly Sample[]): SampleMetric[] {
  const nll = samples.map(({ logProbs, gold }) => {
    const most = Math.max(...logProbs);
    const total = logProbs.reduce((sum, logProb) => sum + Math.exp(logProb - most), 0);
    return Math.max(0, most + Math.log(total) - logProbs[gold]!);
  });
  return [
    ...answerMetrics(samples),
    { metric: "choiceProb", ...moments(nll.map((one) => Math.exp(-one))) },
    { metric: "choiceNll", ...moments(nll) },
  ];
}

function answerMetrics(samples: readonly Sample[]): SampleMetric[] {
  const answer = moments(samples.map(({ logProbs, gold }) => logProbs[gold]!));
  const { n, stderr } = answer;
  if (stderr === null) return [{ metric: "answerLogProb", ...answer }];
  return [
    { metric: "answerLogProb", ...answer },
    { metric: "answerLogProbVar", value: stderr * stderr * n, stderr: null, n },
  ];
}

/** Mean and standard error sqrt(variance / n) in ascending order of the values, so that lines in another order give the same bits. */
function moments(values: readonly number[]): { value: number; stderr: number | null; n: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const mean = sorted.reduce((total, value) => total + value, 0) / n;
  const squares = sorted.reduce((total, value) => total + (value - mean) ** 2, 0);
  const value = Math.min(sorted.at(-1)!, Math.max(sorted[0]!, mean));
  return { value, stderr: n < 2 ? null : Math.sqrt(squares / (n - 1) / n), n };
}

/** The sample, or in words why there is none. */
function sampleOf(line: Record<string, unknown>): Sample | string {
  const options = Array.isArray(line.filtered_resps) ? line.filtered_resps.map(optionOf) : [];
  const pairs = options.filter((option) => option !== null);
  if (pairs.length === 0 || pairs.length < options.length) return "no log-likelihoods of options";
  const logProbs = pairs.map(([logProb]) => logProb);
  const greedy = pairs.map(([, isGreedy]) => isGreedy);
  if (pairs.length === 1) return { logProbs, greedy, gold: 0 };
  const gold = goldOf(line, pairs.length);
  if (gold === null) return "the target names no option";
  const likeliest = logProbs.indexOf(Math.max(...logProbs));
  if (typeof line.acc === "number" && (line.acc === 1) !== (likeliest === gold)) return "the target contradicts acc";
  return { logProbs, greedy, gold };
}

/** `[logProb, isGreedy]` as numbers and booleans or as the texts Python writes for them. */
function optionOf(response: unknown): [number, boolean] | null {
  if (!Array.isArray(response) || response.length !== 2) return null;
  const logProb = response[0] === "" || response[0] === null ? Number.NaN : Number(response[0]);
  return Number.isFinite(logProb) ? [logProb, String(response[1]).toLowerCase() === "true"] : null;
}

function goldOf({ target, arguments: requests }: Record<string, unknown>, numOptions: number): number | null {
  const text = String(target).trim();
  const index = Number(text);
  if (text !== "" && Number.isInteger(index) && index >= 0 && index < numOptions) return index;
  const options = Array.from({ length: numOptions }, (_, i) => continuationOf(requests, i));
  const matches = options.flatMap((option, i) => (option === text ? [i] : []));
  return matches.length === 1 ? matches[0]! : null;
}

function continuationOf(requests: unknown, i: number): string | null {
  const request = isRecord(requests) ? requests[`gen_args_${i}`] : Array.isArray(requests) ? requests[i] : null;
  const text = isRecord(request) ? request.arg_1 : Array.isArray(request) ? request[1] : null;
  return typeof text === "string" ? text.trim() : null;
}
