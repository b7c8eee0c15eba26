/* Says how old the data is, by the reader's own clock, in days of Asia/Shanghai. */
(function () {
  var age = document.querySelector(".rc-age");
  var meta = document.querySelector('meta[name="rectify-as-of"]');
  if (!age || !meta) return;
  var shift = 8 * 3600 * 1000;
  var day = 24 * 3600 * 1000;
  var today = Math.floor((Date.now() + shift) / day);
  var days = today - Math.floor(Date.parse(meta.content + "T00:00:00Z") / day);
  if (!(days > 0)) return;
  var stale = age.dataset.pinned === "0" && days > Number(age.dataset.stale);
  age.textContent = (stale ? age.dataset.warning : age.dataset.text).replace("{n}", days);
  age.classList.toggle("rc-age--stale", stale);
  age.hidden = false;
})();

/* The theme's menu and search open by labels, which no key reaches: buttons take their place. And a moment after a
   page is there the theme closes both, whatever was opened meanwhile: they stay as the reader has them. */
(function () {
  var drawer = document.getElementById("__drawer");
  var menu = document.querySelector(".md-sidebar--primary");
  var ours = false;

  function buttonFor(toggle) {
    var label = document.querySelector(".md-header label.md-header__button[for=" + toggle + "]");
    if (!label) return null;
    var button = document.createElement("button");
    button.type = "button";
    button.className = label.className + " rc-opens rc-opens" + toggle;
    while (label.firstChild) button.append(label.firstChild);
    label.replaceWith(button);
    return button;
  }

  function turn() {
    ours = true;
    drawer.click();
    ours = false;
  }

  var search = buttonFor("__search");
  if (search) search.addEventListener("click", function () { document.querySelector(".md-search__input").focus(); });
  var button = drawer && menu && buttonFor("__drawer");
  if (!button) return;
  button.setAttribute("aria-expanded", "false");
  drawer.addEventListener("click", function (event) {
    if (!event.isTrusted && !ours) event.preventDefault();
  });
  button.addEventListener("click", function (event) {
    turn();
    if (drawer.checked && event.detail === 0) menu.querySelector("a").focus(); /* by a key, not a pointer */
  });
  drawer.addEventListener("change", function () {
    button.setAttribute("aria-expanded", String(drawer.checked));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !drawer.checked) return;
    turn();
    button.focus();
  });
  menu.addEventListener("click", function (event) {
    if (drawer.checked && event.target.closest("a")) turn();
  });
  menu.addEventListener("focusout", function (event) {
    var next = event.relatedTarget;
    if (drawer.checked && next && !menu.contains(next) && next !== button) turn();
  });
})();

/* The theme's search box: open while it has the focus, and asked for what stands in it, however that came there. */
(function () {
  var form = document.forms.namedItem("search");
  var toggle = document.getElementById("__search");
  if (!form || !toggle) return;
  var field = form.querySelector("input");
  var box = form.closest(".md-search");
  var told = document.createElement("p");
  var disk = location.protocol === "file:";
  told.className = "md-search-result__meta rc-search-told";
  told.setAttribute("role", "status");
  box.querySelector(".md-search__scrollwrap").prepend(told);

  /* The theme looks at the box when a key is let go: that is told of a text that was pasted, dropped or dictated. */
  function read() {
    var terms = field.value.normalize("NFKC").split(/\s+/).filter(Boolean);
    var short = terms.every(function (term) { return Array.from(term).length < 2; });
    told.textContent = disk ? form.dataset.disk : short ? form.dataset.short : "";
    box.classList.toggle("rc-search-off", disk || short);
    field.dispatchEvent(new Event("keyup"));
  }

  /* Pinyin is no word yet. */
  form.addEventListener("keyup", function (event) {
    if (event.isComposing) event.stopPropagation();
  }, true);
  field.addEventListener("input", function (event) {
    if (!event.isComposing) read();
  });
  field.addEventListener("compositionend", read);
  form.addEventListener("reset", function () { setTimeout(read); });

  field.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) return;
    /* The theme would go to the first of what is listed, which may be of another text: the form is sent instead. */
    if (event.key === "Enter") event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") field.blur();
  });

  /* The theme opens and closes the box some time after the focus came or went. */
  field.addEventListener("focus", function () {
    if (!toggle.checked) toggle.click();
  });
  toggle.addEventListener("click", function (event) {
    if (!event.isTrusted && !toggle.checked && document.activeElement === field) event.preventDefault();
  });
  read();
})();

/* The choice of light or dark begins with none chosen, so that Tab would reach the one that is hidden. */
(function () {
  var choice = document.querySelector("form[data-md-component=palette]");
  if (!choice) return;
  choice.addEventListener("focusin", function (event) {
    var label = choice.querySelector("label:not([hidden])");
    if (!label || label.previousElementSibling === event.target) return;
    label.previousElementSibling.checked = true;
    label.previousElementSibling.focus();
  });
})();
