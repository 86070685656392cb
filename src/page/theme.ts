/**
 * How every figure looks: one font, few colours, no decoration. The hues are Okabe and Ito's, which stay apart for colour-blind
 * readers; role is always carried by shape or dash as well, so that a grey print reads the same. Data only, no logic.
 */

/** DejaVu Sans is shipped for pictures; a browser without it takes the next of similar width. */
export const FONT = "DejaVu Sans, Verdana, sans-serif";

/** Colours by role. */
export const COLOUR = {
  ink: "#1f2328",
  muted: "#6b7280",
  grid: "#e9ebee",
  observed: "#1f2328",
  truth: "#c04e00",
  forecast: "#0072b2",
  baseline: "#8b8f96",
  shade: "#e69f00",
} as const;

/** Hues of lines that share a panel, dark enough to label a line in its own colour (from Okabe and Ito's, three of them darkened). */
export const SERIES = ["#0072b2", "#c04e00", "#00795b", "#a8457f", "#7a5c00", "#1f2328"] as const;

/** Dashes that go with `SERIES`, so that lines stay apart in grey. */
export const DASHES = [
  [1, 0],
  [7, 3],
  [2, 2],
  [9, 3, 2, 3],
  [5, 2, 1, 2, 1, 2],
  [12, 4],
] as const;

/** Hues of thin lines beside `COLOUR.forecast` and `COLOUR.truth`, which are not among them; with `DASHES` they tell 24 lines apart. */
export const THIN = ["#00795b", "#a8457f", "#7a5c00", "#5a4fb0"] as const;

/** Tints behind the stages of training; the letter above each says the same. */
export const STAGE = { A: "#f9e3b4", B: "#a6c9e8", flat: "#eceef1", other: "#e2d3e4" } as const;

/** Inner width of every panel and heights by kind, in CSS pixels. */
export const SIZE = { width: 590, tall: 250, short: 160, strip: 58 } as const;

const label = { labelFont: FONT, titleFont: FONT, labelColor: COLOUR.ink, titleColor: COLOUR.ink };

/** The Vega-Lite `config` shared by all figures. */
export const CONFIG = {
  font: FONT,
  background: "#ffffff",
  view: { stroke: null },
  axis: {
    ...label,
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: "normal",
    titlePadding: 10,
    labelPadding: 5,
    gridColor: COLOUR.grid,
    domainColor: COLOUR.muted,
    tickColor: COLOUR.muted,
    tickSize: 4,
  },
  axisY: { domain: false, ticks: false, minExtent: 34, maxExtent: 34 },
  axisX: { grid: false },
  legend: { ...label, labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal", symbolStrokeWidth: 1.5 },
  header: { ...label, labelFontSize: 11 },
  title: {
    font: FONT,
    subtitleFont: FONT,
    anchor: "start",
    frame: "group",
    fontSize: 13,
    fontWeight: "bold",
    color: COLOUR.ink,
    subtitleFontSize: 11,
    subtitleColor: COLOUR.muted,
    subtitlePadding: 5,
    offset: 14,
  },
} as const;
