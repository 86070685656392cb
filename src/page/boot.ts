/**
 * The page's own script. It replaces each static chart by a live one with tooltips once that one is drawn, so a browser that runs no
 * script, or a chart that fails, keeps the static picture; and it offers the embedded rows as CSV. What a page lacks is passed over:
 * a missing place must not stop the rest.
 */

/** The script, as text: no template values, so its hash depends on foreshock's version only. */
export const BOOT = `"use strict";
(function () {
  const refuse = () => Promise.reject(new Error("this page reads nothing from outside"));
  const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
  const actions = { export: true, source: false, compiled: false, editor: false };
  const i18n = { CLICK_TO_VIEW_ACTIONS: "Save this picture" };
  for (const block of document.querySelectorAll("script[data-figure]")) {
    const name = block.dataset.figure;
    const chart = document.getElementById("chart-" + name);
    const live = document.createElement("div");
    if (!chart) continue;
    vegaEmbed(live, JSON.parse(block.textContent), {
      mode: "vega-lite", renderer: "svg", ast: true, loader, actions, i18n, downloadFileName: name,
    }).then(() => {
      live.querySelector("summary")?.setAttribute("aria-label", "Save this picture: " + name);
      for (const empty of live.querySelectorAll("g[role=graphics-symbol]:empty")) empty.setAttribute("aria-hidden", "true");
      chart.replaceChildren(live);
    }, () => {});
  }
  const link = document.getElementById("csv");
  const data = document.getElementById("report-data");
  if (!link || !data) return;
  const { columns, values } = JSON.parse(data.textContent).rows;
  const quote = (value) => {
    const text = value === null ? "" : String(value);
    return /[",\\r\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  const csv = [columns, ...values].map((row) => row.map(quote).join(",") + "\\n").join("");
  link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  link.hidden = false;
})();
`;
