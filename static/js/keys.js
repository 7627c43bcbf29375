// A keyboard for the office's tables: "/" 查找, "j" and "k" from row to row, "Enter" opens, "?" says so.
// Never while somebody types, and never together with Ctrl, Alt or Meta.

const TYPING = "input, textarea, select, [contenteditable]";
const help = document.querySelector("#keys");

const rows = () => Array.from(document.querySelectorAll("main tbody tr, main .item"))
  .map((row) => row.querySelector("a[href]"))
  .filter((link) => link && link.offsetParent);

function step(by) {
  const links = rows();
  if (!links.length) return;
  const row = document.activeElement.closest("tr, .item");
  const here = links.findIndex((link) => row && row.contains(link));
  const next = links[Math.min(Math.max(here + by, 0), links.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function find() {
  const box = document.querySelector("main .filters input[type=text], main .filters input[type=search]")
    || Array.from(document.querySelectorAll(".find input")).find((input) => input.offsetParent);
  if (box) box.select();
}

const KEYS = { "/": find, j: () => step(1), k: () => step(-1), "?": () => help.showModal() };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.target.closest(TYPING)) return;
  if (!KEYS[event.key] || (help && help.open)) return;
  event.preventDefault();
  KEYS[event.key]();
});

document.querySelectorAll("[data-keys]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
});
