// The buttons in the chat. Gradio's chat has no components inside its messages: their buttons reach the page's events
// through this one. `trigger` and `element` are Gradio's.
const COPIED = 2000; // milliseconds for which a button says that it has copied

function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Without https a browser has no clipboard but that of a selection.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done ? Promise.resolve() : Promise.reject();
}

function copy(button) {
  const text = document.getElementById(button.value.replace(":", "-").replace("copy", "y-copy"))?.textContent ?? "";
  copied(text).then(
    () => (button.textContent = "已复制"),
    () => (button.textContent = "请手动复制"),
  ).finally(() => setTimeout(() => (button.textContent = "复制"), COPIED));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#y-chat button.y-do");
  if (!button) return;
  if (button.value.startsWith("copy:")) return copy(button);
  const note = button.closest("details")?.querySelector("input.y-remark")?.value ?? "";
  trigger("click", { act: button.value, note });
  if (/^(good|bad):/.test(button.value)) return;
  const chat = document.querySelector("#y-chat .bubble-wrap"); // what comes of it comes last
  chat?.scrollTo({ top: chat.scrollHeight });
});

// What a fold holds comes into view when it is opened.
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches?.("#y-chat details[open]"))
      event.target.lastElementChild.scrollIntoView({ block: "nearest" });
  },
  true,
);

// Gradio names a message by its HTML, where a screen reader should say whose it is; a text box also by its button.
const names = {
  '#y-chat [data-testid="bot"]': "回答",
  '#y-chat [data-testid="user"]': "问题",
  "#y-chat input.y-remark": "补充说明",
  "#y-ask textarea": "问题",
  "#y-find label:has(.submit-button) input": "搜索",
};
function name() {
  // Gradio calls the examples a list, but they are buttons.
  document.querySelector("#y-chat .examples[role=list]")?.setAttribute("role", "group");
  for (const [which, said] of Object.entries(names))
    for (const part of document.querySelectorAll(which))
      if (part.getAttribute("aria-label") !== said) part.setAttribute("aria-label", said);
}
new MutationObserver(name).observe(document.body, { subtree: true, childList: true, attributeFilter: ["aria-label"] });
