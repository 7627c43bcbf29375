// A button data-copy="#id" copies the text of that element: 复制提醒文字.
// Plain http has no clipboard of its own, so the text is selected and copied the old way there.

function selectAll(source) {
  if (source.select) {
    source.select();
    return;
  }
  const range = document.createRange();
  range.selectNodeContents(source);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

async function copied(source) {
  const text = "value" in source ? source.value : source.innerText;
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // not allowed here; the old way follows
    }
  }
  selectAll(source);
  return document.execCommand("copy");
}

const show = (root) => root.querySelectorAll("[data-copy][hidden]").forEach((button) => {
  button.hidden = false;
});

show(document);
document.addEventListener("htmx:load", (event) => show(event.target));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  const label = button.dataset.label || button.textContent;
  button.dataset.label = label;
  button.textContent = (await copied(source)) ? "已复制" : "已选中，请手动复制";
  setTimeout(() => {
    button.textContent = label;
  }, 2500);
});
