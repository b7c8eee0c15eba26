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

/* The theme's menu and search open by labels, which no key reaches: buttons take their place. */
(function () {
  var drawer = document.getElementById("__drawer");
  var menu = document.querySelector(".md-sidebar--primary");

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

  var search = buttonFor("__search");
  if (search) search.addEventListener("click", function () { document.querySelector(".md-search__input").focus(); });
  var button = drawer && menu && buttonFor("__drawer");
  if (!button) return;
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", function (event) {
    drawer.click();
    if (drawer.checked && event.detail === 0) menu.querySelector("a").focus(); /* by a key, not a pointer */
  });
  drawer.addEventListener("change", function () {
    button.setAttribute("aria-expanded", String(drawer.checked));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !drawer.checked) return;
    drawer.click();
    button.focus();
  });
  menu.addEventListener("focusout", function (event) {
    var next = event.relatedTarget;
    if (drawer.checked && next && !menu.contains(next) && next !== button) drawer.click();
  });
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
