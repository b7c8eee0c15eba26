/* Says how old the data is, by the reader's own clock, in days of Asia/Shanghai. */
(() => {
  const age = document.querySelector(".rc-age");
  const meta = document.querySelector('meta[name="rectify-as-of"]');
  if (!age || !meta) return;
  const shift = 8 * 3600 * 1000;
  const day = 24 * 3600 * 1000;
  const today = Math.floor((Date.now() + shift) / day);
  const days = today - Math.floor(Date.parse(`${meta.content}T00:00:00Z`) / day);
  if (!(days > 0)) return;
  const stale = age.dataset.pinned === "0" && days > Number(age.dataset.stale);
  age.textContent = (stale ? age.dataset.warning : age.dataset.text).replace("{n}", days);
  age.classList.toggle("rc-age--stale", stale);
  age.hidden = false;
})();

/* The theme's menu and search open by labels, which no key reaches: buttons take their place. And a moment after a
   page is there the theme closes both, whatever was opened meanwhile: they stay as the reader has them. */
(() => {
  const drawer = document.getElementById("__drawer");
  const menu = document.querySelector(".md-sidebar--primary");
  let ours = false;

  function buttonFor(toggle) {
    const label = document.querySelector(`.md-header label.md-header__button[for=${toggle}]`);
    if (!label) return null;
    const button = document.createElement("button");
    button.type = "button";
    button.className = `${label.className} rc-opens rc-opens${toggle}`;
    while (label.firstChild) button.append(label.firstChild);
    label.replaceWith(button);
    return button;
  }

  function turn() {
    ours = true;
    drawer.click();
    ours = false;
  }

  const search = buttonFor("__search");
  if (search) search.addEventListener("click", () => { document.querySelector(".md-search__input").focus(); });
  const button = drawer && menu && buttonFor("__drawer");
  if (!button) return;
  button.setAttribute("aria-expanded", "false");
  drawer.addEventListener("click", event => {
    if (!event.isTrusted && !ours) event.preventDefault();
  });
  button.addEventListener("click", event => {
    turn();
    if (drawer.checked && event.detail === 0) menu.querySelector("a").focus(); /* by a key, not a pointer */
  });
  drawer.addEventListener("change", () => {
    button.setAttribute("aria-expanded", String(drawer.checked));
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !drawer.checked) return;
    turn();
    button.focus();
  });
  menu.addEventListener("click", event => {
    if (drawer.checked && event.target.closest("a")) turn();
  });
  menu.addEventListener("focusout", event => {
    const next = event.relatedTarget;
    if (drawer.checked && next && !menu.contains(next) && next !== button) turn();
  });
})();

/* The theme's search box: open while it has the focus, and asked for what stands in it, however that came there. */
(() => {
  const form = document.forms.namedItem("search");
  const toggle = document.getElementById("__search");
  if (!form || !toggle) return;
  const field = form.querySelector("input");
  const box = form.closest(".md-search");
  const told = document.createElement("p");
  const disk = location.protocol === "file:";
  told.className = "md-search-result__meta rc-search-told";
  told.setAttribute("role", "status");
  box.querySelector(".md-search__scrollwrap").prepend(told);

  /* The theme looks at the box when a key is let go: that is told of a text that was pasted, dropped or dictated. */
  function read() {
    const short = RectifyText.terms(field.value).every(term => Array.from(term).length < 2);
    told.textContent = disk ? form.dataset.disk : short ? form.dataset.short : "";
    box.classList.toggle("rc-search-off", disk || short);
    field.dispatchEvent(new Event("keyup"));
  }

  /* Pinyin is no word yet. */
  form.addEventListener("keyup", event => {
    if (event.isComposing) event.stopPropagation();
  }, true);
  field.addEventListener("input", event => {
    if (!event.isComposing) read();
  });
  field.addEventListener("compositionend", read);
  form.addEventListener("reset", () => { setTimeout(read); });

  field.addEventListener("keydown", event => {
    if (event.isComposing || event.keyCode === 229) return;
    /* The theme would go to the first of what is listed, which may be of another text: the form is sent instead. */
    if (event.key === "Enter") event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") field.blur();
  });

  /* The theme opens and closes the box some time after the focus came or went. */
  field.addEventListener("focus", () => {
    if (!toggle.checked) toggle.click();
  });
  toggle.addEventListener("click", event => {
    if (!event.isTrusted && !toggle.checked && document.activeElement === field) event.preventDefault();
  });
  read();
})();

/* The choice of light or dark begins with none chosen, so that Tab would reach the one that is hidden. */
(() => {
  const choice = document.querySelector("form[data-md-component=palette]");
  if (!choice) return;
  choice.addEventListener("focusin", event => {
    const label = choice.querySelector("label:not([hidden])");
    if (!label || label.previousElementSibling === event.target) return;
    label.previousElementSibling.checked = true;
    label.previousElementSibling.focus();
  });
})();
