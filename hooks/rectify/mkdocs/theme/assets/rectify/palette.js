/* Light or dark as the reader last chose, before the page is painted. */
(() => {
  const palette = __md_get("__palette");
  if (!palette || !palette.color) return;
  if (palette.color.media === "(prefers-color-scheme)") {
    const light = matchMedia("(prefers-color-scheme: light)").matches;
    const wanted = `(prefers-color-scheme: ${light ? "light" : "dark"})`;
    const input = document.querySelector(`[data-md-color-media='${wanted}']`);
    ["media", "scheme", "primary", "accent"].forEach(name => {
      palette.color[name] = input.getAttribute(`data-md-color-${name}`);
    });
  }
  Object.keys(palette.color).forEach(name => {
    document.body.setAttribute(`data-md-color-${name}`, palette.color[name]);
  });
})();
