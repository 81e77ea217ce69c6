"""How a report looks, on a screen and on paper, and the few lines that draw its pinned charts."""

POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline' 'unsafe-eval'; form-action 'none'; base-uri 'none'\">\n"
    '<meta name="referrer" content="no-referrer">'
)
STYLE = """
:root { --ink: #1d2730; --soft: #55636e; --line: #d5dce1; --paper: #ffffff; --accent: #2f6690 }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei",
    "Noto Sans CJK SC", "Noto Sans SC", sans-serif }
:lang(zh) { font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .25rem } h2 { margin: 2.5rem 0 .75rem; border-bottom: 2px solid var(--line) }
h3 { margin: 0 0 .5rem } details + h3 { margin-top: 1.5rem } h4 { margin: 1.25rem 0 .25rem }
.facts, .by, .more { color: var(--soft); font-size: .9rem } .by { margin: .25rem 0 0 }
.finding { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: 0 0 1rem }
blockquote { margin: .5rem 0; padding: .25rem 1rem; border-inline-start: 4px solid var(--accent); overflow-wrap: anywhere }
.pictures { display: flex; flex-wrap: wrap; gap: .75rem; margin: .5rem 0 }
.pictures figure { margin: 0; max-width: 100% }
.pictures img { display: block; max-width: 100%; height: auto; border-radius: .25rem }
.missing { background: var(--line); padding: 1rem; color: var(--soft) }
figcaption { font-size: .8rem; line-height: 1.35; overflow-wrap: anywhere }
.chart { min-height: 22rem; margin: .5rem 0 } .scroll { overflow-x: auto }
svg { display: block; width: 100%; height: auto }
svg text { font: 12px system-ui, "Noto Sans CJK SC", sans-serif; fill: var(--soft) }
.strip { margin: 1rem 0 } .curves { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 1rem }
.curve { margin: 0 } table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: start; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line) }
td { overflow-wrap: break-word } .long { overflow-wrap: anywhere; min-width: 9rem }
.number { text-align: end; white-space: nowrap } .dot { display: inline-block; width: .8rem; height: .8rem; border-radius: 50% }
pre { overflow-x: auto; background: #f4f6f7; padding: 1rem; font-size: .8rem } .works { padding-inline-start: 1.25rem }
@media print {
  @page { size: A4; margin: 18mm }
  body { font-size: 10.5pt } main { max-width: none; padding: 0 }
  .finding, figure, tr, svg, h2, h3, h4 { break-inside: avoid } h2, h3, h4 { break-after: avoid }
  a { color: inherit } details > * { display: block } pre { white-space: pre-wrap }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
}
"""
SCRIPT = """
for (const place of document.querySelectorAll("[data-chart]")) {
  const figure = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const paper = { autosize: true, paper_bgcolor: "white", plot_bgcolor: "white", font: { color: "#1d2730" } };
  const layout = Object.assign({}, figure.layout, paper);
  delete layout.width;
  Plotly.newPlot(place, figure.data, layout, { displayModeBar: false, responsive: true });
}
window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => (one.open = true)));
"""
