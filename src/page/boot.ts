/**
 * The page's own script. It replaces each static chart by a live one with tooltips once that one is drawn, so a browser that runs no
 * script, or a chart that fails, keeps the static picture; and it offers the embedded rows as CSV.
 */

/** The script, as text: no template values, so its hash depends on foreshock's version only. */
export const BOOT = `"use strict";
(function () {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const refuse = () => Promise.reject(new Error("this page reads nothing from outside"));
  const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
  const actions = { export: true, source: false, compiled: false, editor: false };
  for (const block of document.querySelectorAll("script[data-figure]")) {
    const chart = document.getElementById("chart-" + block.dataset.figure);
    const live = document.createElement("div");
    vegaEmbed(live, JSON.parse(block.textContent), {
      mode: "vega-lite", renderer: "svg", ast: true, loader, actions, downloadFileName: block.dataset.figure,
    }).then(() => chart.replaceChildren(live), () => {});
  }
  const quote = (value) => {
    const text = value === null ? "" : String(value);
    return /[",\\r\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  const csv = [data.rows.columns, ...data.rows.values].map((row) => row.map(quote).join(",") + "\\n").join("");
  const link = document.getElementById("csv");
  link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  link.hidden = false;
})();
`;
