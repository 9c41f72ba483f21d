"use strict";

// The charts, in the page's own colours; drawn again when light turns to dark.
const specs = JSON.parse(document.getElementById("specs").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");

function config() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const [ink, muted, line] = ["--ink", "--muted", "--line"].map(colour);
  return {
    background: "transparent",
    font: getComputedStyle(document.body).fontFamily,
    view: { stroke: null },
    axis: {
      labelColor: ink, titleColor: muted, gridColor: line, domainColor: line, tickColor: line,
      labelFontSize: 13, titleFontSize: 13, titleFontWeight: "normal", labelLimit: 0,
    },
    style: {
      now: { color: colour("--accent") },
      interval: { color: colour("--interval") },
      before: { color: colour("--before") },
      name: { color: ink },
      side: { color: muted },
    },
  };
}

async function draw() {
  const tooltip = { theme: dark.matches ? "dark" : "light" };
  const look = { actions: false, renderer: "svg", config: config(), tooltip };
  const options = { mode: "vega-lite", ast: true, ...look }; // ast: no `eval`, which the page's policy forbids
  for (const [id, spec] of Object.entries(specs)) await vegaEmbed(document.getElementById(id), spec, options);
}

draw();
dark.addEventListener("change", draw);

// The questions: which are shown, and in what order.
const list = document.getElementById("rows");
const controls = document.getElementById("controls");
const searched = "summary, .y-answer, .cited, .wanted";
const rows = [...list.children].map((element) => {
  const facets = JSON.parse(element.dataset.row);
  return {
    ...facets,
    element,
    report: facets.places.at(-1),
    text: [...element.querySelectorAll(searched)].map((part) => part.textContent).join("\n").toLowerCase(),
  };
});
const orders = {
  number: (row) => row.number,
  type: (row) => row.type_order,
  faults: (row) => row.faults,
  kinds: (row) => row.kinds.join("、"),
  report: (row) => row.report,
  length: (row) => row.length,
  time: (row) => row.time,
};

function show() {
  const { mark, type, place, fault, words, order, down } = Object.fromEntries(new FormData(controls));
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const right =
      (!mark || row.marks.includes(mark)) &&
      (!type || row.type === type) &&
      (!place || row.places.includes(place)) &&
      (!fault || row.kinds.includes(fault)) &&
      wanted.every((word) => row.text.includes(word));
    row.element.hidden = !right;
    shown += right;
  }
  const value = orders[order];
  const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "zh-CN"));
  const sign = down ? -1 : 1;
  rows.sort((a, b) => sign * compare(value(a), value(b)) || a.number - b.number);
  list.append(...rows.map((row) => row.element));
  document.getElementById("count").textContent = `显示 ${shown} / ${rows.length}`;
}

controls.addEventListener("input", show);
controls.addEventListener("submit", (event) => event.preventDefault());
show();

// Links within the page, by hand: in a frame without an address of its own they would lead out of it.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  const target = document.getElementById(link.getAttribute("href").slice(1));
  const row = target.closest(".row");
  if (row?.hidden) {
    controls.reset();
    controls.elements.mark.value = "";
    show();
  }
  if (row) row.open = true;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: row && target !== row ? "center" : "start" });
});
