/**
 * The special functions behind every CDF, quantile and closed-form score, accurate where the easy forms are not: lower tails
 * relatively (erfc form), quantiles to double precision. Statistics libraries' table look-ups are off by up to 1e-2 there.
 */
import { numericError } from "../base/errors.ts";

// Cody's rational approximations, coefficients in the order of his program CALERF (see codyRatio).
const ERF_P = [3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694, 0.18577770618460315];
const ERF_Q = [23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
const MID_P = [
  0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769, 1712.0476126340707,
  2051.0783778260716, 1230.3393547979972, 2.1531153547440383e-8,
];
const MID_Q = [
  15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597, 4362.619090143247,
  3439.3676741437216, 1230.3393548037495,
];
const TAIL_P = [
  0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275, 0.0006587491615298378,
  0.016315387137302097,
];
const TAIL_Q = [2.568520192289822, 1.8729528499234604, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918];

/** Cody's ratio: the numerator's last coefficient leads, the denominator is monic. */
function codyRatio(p: readonly number[], q: readonly number[], x: number): number {
  const last = q.length - 1;
  let top = p[p.length - 1]! * x;
  let bottom = x;
  for (let i = 0; i < last; i++) {
    top = (top + p[i]!) * x;
    bottom = (bottom + q[i]!) * x;
  }
  return (top + p[last]!) / (bottom + q[last]!);
}

/** erfc(y) for y > 0.46875; exp(-y^2) is split at y rounded to 1/16 so that its relative error stays near 1e-16. */
function erfcUpper(y: number): number {
  if (y > 27) return 0;
  const z = 1 / (y * y);
  const scaled = y <= 4 ? codyRatio(MID_P, MID_Q, y) : (1 / Math.sqrt(Math.PI) - z * codyRatio(TAIL_P, TAIL_Q, z)) / y;
  const rounded = Math.trunc(y * 16) / 16;
  return Math.exp(-rounded * rounded) * Math.exp(-(y - rounded) * (y + rounded)) * scaled;
}

/** Returns erf(x) = 2/sqrt(pi) int_0^x exp(-t^2) dt. By rational approximations in the manner of Cody; checked against mpmath. */
export function erf(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return x * codyRatio(ERF_P, ERF_Q, y * y);
  return Math.sign(x) * (1 - erfcUpper(y));
}

/** Returns erfc(x) = 1 - erf(x), with relative accuracy for large x. */
export function erfc(x: number): number {
  if (Math.abs(x) <= 0.46875) return 1 - erf(x);
  return x > 0 ? erfcUpper(x) : 2 - erfcUpper(-x);
}

/** Returns the standard normal density exp(-z^2/2) / sqrt(2 pi). */
export function normalPdf(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** Returns the standard normal CDF erfc(-z/sqrt 2)/2; relative error below 1e-12 down to z = -37. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}

const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);

// Wichura's PPND16 coefficients, constant term first: centre, tail, far tail.
const AS241 = {
  a: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  b: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
  c: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 7.745450142783414e-4,
  ],
  d: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    5.475938084995345e-4, 1.0507500716444169e-9,
  ],
  e: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  f: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 7.868691311456133e-4, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
} as const;

/** Returns the standard normal quantile of p in [0, 1] (-Infinity at 0, Infinity at 1). By the rational approximations of AS 241 (PPND16); checked against mpmath. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw badProbability("normalQuantile", p);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(AS241.a, r)) / horner(AS241.b, r);
  }
  const tail = q < 0 ? p : 1 - p;
  if (tail === 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const size =
    r <= 5 ? horner(AS241.c, r - 1.6) / horner(AS241.d, r - 1.6) : horner(AS241.e, r - 5) / horner(AS241.f, r - 5);
  return q < 0 ? -size : size;
}

/** Returns ln Gamma(x) for x > 0: Stirling's series after shifting x above 10. */
export function logGamma(x: number): number {
  if (!(x > 0))
    throw numericError("logGamma", "x > 0 is required", x, "check the shape parameters of the distribution");
  let shift = 1;
  let y = x;
  for (; y < 10; y++) shift *= y;
  const r = 1 / (y * y);
  const series = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + horner(series, r) / y - Math.log(shift);
}

/** Returns ln B(a, b) = ln Gamma(a) + ln Gamma(b) - ln Gamma(a + b). */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Continued fraction of the incomplete beta function, converging fast for x < (a+1)/(a+b+2) (modified Lentz). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const guard = (v: number) => (Math.abs(v) < tiny ? tiny : v);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 3e-16) return value;
  }
  throw numericError(
    "incompleteBeta",
    "a continued fraction that converges is required",
    { x, a, b },
    "use smaller shapes",
  );
}

/** Returns the regularised incomplete beta function I_x(a, b), the Beta(a, b) CDF at x (0 below 0, 1 above 1). */
export function incompleteBeta(x: number, a: number, b: number): number {
  return betaCdf(x, 1 - x, a, b);
}

/** I_x(a, b) given x and y = 1 - x, whichever of them is small keeping its digits. */
function betaCdf(x: number, y: number, a: number, b: number): number {
  if (Number.isNaN(x)) throw numericError("incompleteBeta", "a number x is required", x, "check the input");
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const logs = a * (y < 0.5 ? Math.log1p(-y) : Math.log(x)) + b * (x < 0.5 ? Math.log1p(-x) : Math.log(y));
  const front = Math.exp(logs - logBeta(a, b));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(y, b, a)) / b;
}

/** Returns the x in [0, 1] with I_x(a, b) = p: Newton on logit I as a function of logit x, kept inside a shrinking bracket. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw badProbability("betaQuantile", p);
  if (p === 0 || p === 1) return p;
  let [low, high] = [-745, 40];
  let t = Math.min(high, Math.max(low, Math.log(a / b)));
  for (let i = 0; i < 200; i++) {
    const value = incompleteBeta(sigmoid(t), a, b);
    if (value === p) break;
    if (value > p) high = t;
    else low = t;
    const density = Math.exp(-a * log1pExp(-t) - b * log1pExp(t) - logBeta(a, b));
    const newton = t - ((logit(value) - logit(p)) * value * (1 - value)) / density;
    const next = newton > low && newton < high ? newton : 0.5 * (low + high);
    if (Math.abs(next - t) <= 2e-16 * Math.max(1, Math.abs(t))) break;
    t = next;
  }
  return sigmoid(t);
}

/** Returns the CDF of Student's t with df > 0 degrees of freedom, with relative accuracy in the lower tail. */
export function studentTCdf(t: number, df: number): number {
  const square = t * t;
  if (square === Infinity) return t < 0 ? 0 : 1;
  const tail = 0.5 * betaCdf(df / (df + square), square / (df + square), df / 2, 0.5);
  return t < 0 ? tail : 1 - tail;
}

/** Returns the quantile of Student's t with df > 0 degrees of freedom (-Infinity at p = 0, Infinity at p = 1). */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) throw badProbability("studentTQuantile", p);
  const tail = Math.min(p, 1 - p);
  const side = p < 0.5 ? -1 : 1;
  if (tail === 0) return side * Infinity;
  if (tail > 0.25) {
    const z = betaQuantile(1 - 2 * tail, 0.5, df / 2);
    return side * Math.sqrt((df * z) / (1 - z));
  }
  const x = betaQuantile(2 * tail, df / 2, 0.5);
  return side * Math.sqrt((df * (1 - x)) / x);
}

/** Returns ln(p / (1 - p)) for p in [0, 1]; infinite at the ends. */
export function logit(p: number): number {
  if (!(p >= 0 && p <= 1)) throw badProbability("logit", p);
  return Math.log(p) - Math.log1p(-p);
}

/** Returns 1 / (1 + exp(-x)) without overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** Returns ln(1 + exp(x)) without overflow (softplus). */
export function log1pExp(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

function badProbability(where: string, p: number) {
  return numericError(where, "a probability in [0, 1] is required", p, "check the quantile levels");
}

/** Returns x as the nearest value in [0, 1]; NaN stays NaN. */
export function clipped(x: number): number {
  return Math.min(1, Math.max(0, x));
}
