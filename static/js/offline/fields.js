// What a form says as names and values, and back into the form.

export function pairsOf(form, submitter) {
  const pairs = Array.from(new FormData(form).entries());
  if (submitter && submitter.name) pairs.push([submitter.name, submitter.value]);
  return pairs.filter(([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File));
}

const named = (form, name) => Array.from(form.elements).filter((field) => field.name === name);

// Rows that the draft has and the page has not are opened by the page's own button.
function openRows(form, pairs) {
  pairs.filter(([name]) => name.endsWith("-TOTAL_FORMS")).forEach(([name, total]) => {
    const [count] = named(form, name);
    const button = form.querySelector(`[data-add-row="${name.replace("-TOTAL_FORMS", "")}"]`);
    for (let tries = 0; button && count && Number(count.value) < Number(total) && tries < 50; tries += 1) button.click();
  });
}

export const isTouched = (form) => Array.from(form.elements).some((field) => {
  if (field.type === "hidden") return false;
  return /^(radio|checkbox)$/.test(field.type) ? field.checked !== field.defaultChecked : "defaultValue" in field && field.value !== field.defaultValue;
});

const typed = (form, pairs) => pairs.filter(([name]) => named(form, name).some((field) => field.type !== "hidden"));
export const saysTheSame = (form, pairs) => JSON.stringify(typed(form, pairs)) === JSON.stringify(typed(form, pairsOf(form)));

// Hidden fields are the page's own affair, but for what the caller sets itself.
export function fill(form, pairs) {
  openRows(form, pairs);
  const said = new Map();
  pairs.forEach(([name, value]) => said.set(name, [...(said.get(name) || []), value]));
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file", "submit", "button"].includes(field.type)) continue;
    const values = said.get(field.name) || [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (said.has(field.name)) field.value = values[named(form, field.name).indexOf(field)] || "";
    if (field.checked || (field.value && field.type !== "radio")) open(field);
  }
  form.querySelectorAll("input:checked").forEach((field) => field.dispatchEvent(new Event("change", { bubbles: true })));
}

function open(field) {
  const folded = field.closest("details");
  if (folded && field.tagName !== "SELECT") folded.open = true;
}

// What the server refused, said at the top as it says it itself.
export function showErrors(form, message, errors) {
  form.querySelectorAll("[data-errors]").forEach((box) => box.remove());
  const lines = Object.entries(errors || {}).flatMap(([label, said]) => said.map((one) => [label, one]));
  if (!lines.length) lines.push(["", message]);
  const box = document.createElement("div");
  box.className = "form-errors";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  box.dataset.errors = "";
  box.innerHTML = `<h2>还有 ${lines.length} 处需要补正，已填内容都在</h2><ul></ul>`;
  lines.forEach(([label, said]) => box.querySelector("ul").append(errorLine(form, label, said)));
  form.prepend(box);
  box.focus();
}

function errorLine(form, label, said) {
  const line = document.createElement("li");
  const at = Array.from(form.querySelectorAll(".field-label")).find((one) => one.textContent.replace("*", "").trim() === label);
  const id = at && (at.htmlFor || (at.closest(".field") || {}).id);
  if (id) {
    const link = document.createElement("a");
    link.href = `#${id}`;
    link.textContent = label;
    line.append(link, `：${said}`);
  } else line.textContent = label ? `${label}：${said}` : said;
  return line;
}
