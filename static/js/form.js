// Says at the field what is missing, on leaving it and on sending; brings the eye to what the server found.
// Without this the browser's own messages and the server's do the same.

const PICKED = /^(radio|checkbox|select-|date|time|file)/;
const HINTS = [
  ["valueMissing", (field, label) => `${PICKED.test(field.type) ? "请选择" : "请填写"}“${label}”`],
  ["tooLong", (field) => `最多 ${field.maxLength} 字`],
  ["tooShort", (field) => `至少 ${field.minLength} 字`],
  ["rangeOverflow", (field) => `不能大于 ${field.max}`],
  ["rangeUnderflow", (field) => `不能小于 ${field.min}`],
  ["badInput", () => "格式不对，请改正"],
  ["typeMismatch", () => "格式不对，请改正"],
  ["patternMismatch", (field) => field.title || "格式不对，请改正"],
  ["stepMismatch", () => "数字不对，请改正"],
];

const boxOf = (field) => field.closest(".field");

function labelOf(box) {
  const label = box.querySelector(".field-label, .tick span");
  return label ? label.textContent.replace("*", "").trim() : "此项";
}

function hintFor(field) {
  const found = HINTS.find(([kind]) => field.validity[kind]);
  return found ? found[1](field, labelOf(boxOf(field))) : "";
}

function show(field) {
  const box = boxOf(field);
  if (!box) return;
  const hint = hintFor(field);
  let line = box.querySelector(".field-error");
  box.classList.toggle("field-wrong", Boolean(hint));
  if (!hint) {
    if (line) line.remove();
    field.removeAttribute("aria-invalid");
    return;
  }
  if (!line) {
    line = document.createElement("ul");
    line.className = "field-error";
    line.id = `${box.id || field.id}_error`;
    box.append(line);
  }
  const item = document.createElement("li");
  item.textContent = hint;
  line.replaceChildren(item);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", line.id);
}

function checked(form) {
  const wrong = Array.from(form.elements).filter((field) => field.willValidate && !field.validity.valid && boxOf(field));
  wrong.forEach(show);
  if (wrong.length) wrong[0].focus();
  return wrong.length === 0;
}

const minds = (form) => form && form.method === "post" && !form.hasAttribute("data-unchecked");

document.querySelectorAll("form[method=post]").forEach((form) => {
  form.noValidate = true;
});

document.addEventListener("focusout", (event) => {
  const field = event.target;
  if (!minds(field.form) || !field.willValidate || !boxOf(field)) return;
  const touched = field.type === "radio" || field.value !== "" || boxOf(field).classList.contains("field-wrong");
  if (touched && field.type !== "radio") show(field);
});

document.addEventListener("change", (event) => {
  if (event.target.type === "radio" && minds(event.target.form) && boxOf(event.target)) show(event.target);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!minds(form)) return;
  const free = event.submitter && event.submitter.formNoValidate;
  if (!free && !checked(form)) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  // A second tap while the first is under way sends nothing twice.
  if (form.dataset.sending) event.preventDefault();
  form.dataset.sending = "yes";
}, true);

addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sending]").forEach((form) => delete form.dataset.sending);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest && event.target.closest("form");
  if (form) delete form.dataset.sending;
});

const errors = document.querySelector("[data-errors]");
if (errors) {
  document.title = `有误：${document.title}`;
  errors.focus();
}
