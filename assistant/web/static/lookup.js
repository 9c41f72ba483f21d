// Runs once for the results and once for the reader (gr.HTML's js_on_load: element, trigger and watch are Gradio's).
// A link to a paragraph opens it in the reader without leaving the page; a cell of the table lists its reports.
const article = () => document.querySelector("#y-reader article");

// The figure that starts there; of those marked before none stays marked.
function mark(figure) {
  const report = article();
  report.querySelectorAll(".y-figure").forEach((one) => one.classList.remove("y-figure"));
  const parts = figure ? [...report.querySelectorAll(`[data-figure="${figure}"]`)] : [];
  parts.forEach((one) => one.classList.add("y-figure"));
  return parts[0];
}

function jump(section, paragraph, fact) {
  const report = article();
  const figure = mark(fact);
  const target =
    (section && report.querySelector(`[data-heading="${section}"]`)) ||
    report.querySelector(`[data-paragraph="${paragraph}"]`) ||
    report;
  document.querySelectorAll("#y-reader .y-flash").forEach((one) => one.classList.remove("y-flash"));
  void target.offsetWidth; // lets the animation start again
  target.classList.add("y-flash");
  if (figure) figure.scrollIntoView({ block: "center" });
  else target.scrollIntoView({ block: "start" });
  target.focus({ preventScroll: true });
}

function arrive() {
  const report = article();
  if (!report || !element.contains(report)) return;
  if (report.offsetParent) jump(null, report.dataset.at, report.dataset.figure);
  else new IntersectionObserver((seen, watcher) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watcher.disconnect(); // the tab was hidden until now
    jump(null, report.dataset.at, report.dataset.figure);
  }).observe(report);
}

element.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-p], a[data-place]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { place, year, report, p, section, fact } = link.dataset;
  if (place !== undefined) return trigger("input", { place, year });
  history.replaceState(null, "", link.getAttribute("href"));
  if (article()?.dataset.report === report) jump(section, p, fact);
  else trigger("select", { report, p });
});

watch("value", arrive);
arrive();
