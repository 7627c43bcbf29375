// The checklist: 有问题 shows where the problem is written down. Without this the link comes with the next opening.

document.querySelectorAll("form[data-check]").forEach((form) => {
  const link = form.querySelector("[data-problem]");
  if (!link) return;
  form.addEventListener("change", () => {
    const chosen = form.querySelector("input[name=result]:checked");
    link.hidden = !(chosen && chosen.value === "PROBLEM");
  });
});
