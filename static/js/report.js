// The weekly report's own form: what only one answer asks for, last week's plan by one tap, the time on the device.

const form = document.querySelector("form[data-report]");

function lackingAsksNames() {
  const names = form.querySelector("[data-names]");
  const chosen = form.querySelector("input[name=supporter_duty]:checked");
  const asked = Boolean(chosen) && chosen.value === "LACKING";
  names.hidden = !asked;
  names.querySelector("input").disabled = !asked;
}

function fill(button) {
  const field = form.querySelector(button.dataset.fill);
  const text = document.querySelector(button.dataset.fillFrom).textContent.trim();
  if (!field.value.includes(text)) field.value = field.value ? `${field.value}\n${text}` : text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

if (form) {
  lackingAsksNames();
  form.addEventListener("change", (event) => {
    if (event.target.name === "supporter_duty") lackingAsksNames();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (!button) return;
    event.preventDefault();
    fill(button);
  });
  // A browser that sends the same page again after a lost answer still says when it was written.
  form.addEventListener("submit", () => {
    form.querySelector("input[name=device_at]").value = new Date().toISOString();
  });
}
