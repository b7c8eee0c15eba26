/* Evidence is looked at where it is listed. Without this script, or in a browser without dialogs, a link opens its file. */
(() => {
  "use strict";
  const dialog = document.querySelector("dialog.rc-preview");
  if (!dialog || !dialog.showModal) return;
  const title = dialog.querySelector("b"), open = dialog.querySelector("a"), frame = dialog.querySelector("div");
  const buttons = dialog.querySelectorAll("button");
  let links = [], at = 0, from = null;

  function kind(link) {
    const name = link.pathname.toLowerCase();
    if (name.endsWith(".pdf")) return navigator.pdfViewerEnabled === false ? "" : "iframe";
    return /\.(png|jpe?g|gif|webp)$/.test(name) ? "img" : "";
  }

  function show(place) {
    at = (place + links.length) % links.length;
    const link = links[at], shown = document.createElement(kind(link));
    title.textContent = link.textContent + (links.length > 1 ? ` (${at + 1}/${links.length})` : "");
    shown[shown.tagName === "IMG" ? "alt" : "title"] = link.textContent;
    shown.src = link.href;
    open.href = link.href;
    frame.textContent = "";
    frame.appendChild(shown);
    buttons[0].hidden = buttons[1].hidden = links.length < 2;
  }

  document.addEventListener("click", event => {
    const link = event.target.closest && event.target.closest(".rc-proofs a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !kind(link)) return;
    event.preventDefault();
    links = Array.from(link.closest("ul").querySelectorAll("a")).filter(kind);
    from = link;
    show(links.indexOf(link));
    dialog.showModal();
    buttons[2].focus();
  });

  dialog.addEventListener("click", event => {
    const step = event.target.getAttribute("data-step");
    if (event.target === dialog || step === "0") dialog.close();
    else if (step) show(at + Number(step));
  });

  dialog.addEventListener("keydown", event => {
    const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (step && links.length > 1) show(at + step);
  });

  dialog.addEventListener("close", () => {
    frame.textContent = "";
    if (from) from.focus();
  });
})();
