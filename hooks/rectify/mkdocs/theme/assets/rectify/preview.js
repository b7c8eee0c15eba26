/* Evidence is looked at where it is listed. Without this script, or in a browser without dialogs, a link opens its file. */
(function () {
  "use strict";
  var dialog = document.querySelector("dialog.rc-preview");
  if (!dialog || !dialog.showModal) return;
  var title = dialog.querySelector("b"), open = dialog.querySelector("a"), frame = dialog.querySelector("div");
  var buttons = dialog.querySelectorAll("button"), links = [], at = 0, from = null;

  function kind(link) {
    var name = link.pathname.toLowerCase();
    if (/\.pdf$/.test(name)) return navigator.pdfViewerEnabled === false ? "" : "iframe";
    return /\.(png|jpe?g|gif|webp)$/.test(name) ? "img" : "";
  }

  function show(place) {
    at = (place + links.length) % links.length;
    var link = links[at], shown = document.createElement(kind(link));
    title.textContent = link.textContent + (links.length > 1 ? " (" + (at + 1) + "/" + links.length + ")" : "");
    shown[shown.tagName === "IMG" ? "alt" : "title"] = link.textContent;
    shown.src = link.href;
    open.href = link.href;
    frame.textContent = "";
    frame.appendChild(shown);
    buttons[0].hidden = buttons[1].hidden = links.length < 2;
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest(".rc-proofs a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !kind(link)) return;
    event.preventDefault();
    links = Array.prototype.filter.call(link.closest("ul").querySelectorAll("a"), kind);
    from = link;
    show(links.indexOf(link));
    dialog.showModal();
    buttons[2].focus();
  });

  dialog.addEventListener("click", function (event) {
    var step = event.target.getAttribute("data-step");
    if (event.target === dialog || step === "0") dialog.close();
    else if (step) show(at + Number(step));
  });

  dialog.addEventListener("keydown", function (event) {
    var step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (step && links.length > 1) show(at + step);
  });

  dialog.addEventListener("close", function () {
    frame.textContent = "";
    if (from) from.focus();
  });
})();
