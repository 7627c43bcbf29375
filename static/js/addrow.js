// A button data-add-row="prefix" copies <template data-row="prefix"> into [data-rows="prefix"].
// Where [data-rows] also says data-opens-next, filling the last row opens the next empty one.

function add(prefix, focus) {
  const rows = document.querySelector(`[data-rows="${prefix}"]`);
  const mould = document.querySelector(`template[data-row="${prefix}"]`);
  const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
  const most = document.getElementById(`id_${prefix}-MAX_NUM_FORMS`);
  if (!rows || !mould || !total || (most && Number(total.value) >= Number(most.value))) return;
  const holder = document.createElement("template");
  holder.innerHTML = mould.innerHTML.replace(/__prefix__/g, total.value);
  const row = holder.content.firstElementChild;
  rows.append(row);
  total.value = Number(total.value) + 1;
  if (window.htmx) window.htmx.process(row);
  if (focus) row.querySelector("input:not([type=hidden]), textarea, select").focus();
}

document.querySelectorAll("[data-add-row]").forEach((button) => {
  button.hidden = false;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row]");
  if (button) add(button.dataset.addRow, true);
});

document.addEventListener("input", (event) => {
  const rows = event.target.closest("[data-opens-next]");
  if (rows && event.target.value && rows.lastElementChild.contains(event.target)) add(rows.dataset.rows, false);
});
