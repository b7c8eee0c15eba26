/* Light or dark as the reader last chose, before the page is painted. */
(function () {
  var palette = __md_get("__palette");
  if (!palette || !palette.color) return;
  if (palette.color.media === "(prefers-color-scheme)") {
    var light = matchMedia("(prefers-color-scheme: light)").matches;
    var wanted = "(prefers-color-scheme: " + (light ? "light" : "dark") + ")";
    var input = document.querySelector("[data-md-color-media='" + wanted + "']");
    ["media", "scheme", "primary", "accent"].forEach(function (name) {
      palette.color[name] = input.getAttribute("data-md-color-" + name);
    });
  }
  Object.keys(palette.color).forEach(function (name) {
    document.body.setAttribute("data-md-color-" + name, palette.color[name]);
  });
})();
