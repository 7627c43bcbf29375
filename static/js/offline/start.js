// On every page of somebody logged in: whether this browser can keep anything.

const able = window.isSecureContext && "serviceWorker" in navigator;

document.querySelectorAll("[data-offline-off]").forEach((line) => {
  line.hidden = able;
});
