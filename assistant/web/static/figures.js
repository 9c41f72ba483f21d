// The tab 指标: a button chooses its thing; a figure opens its paragraph in 查阅 (element and trigger are Gradio's).
element.addEventListener("click", (event) => {
  const chosen = event.target.closest("button[data-thing], a[data-p]");
  if (!chosen || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { thing, report, p, fact } = chosen.dataset;
  if (thing !== undefined) return trigger("select", { thing });
  history.replaceState(null, "", chosen.getAttribute("href"));
  trigger("select", { report, p, fact });
});
