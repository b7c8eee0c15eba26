/* Tables: the panels that open from a button, and copying. */
(() => {
  "use strict";
  const R = RectifyTables;
  if (R.open) return;
  const MANY = 10; /* so many choices get a box to narrow them */
  const element = R.element;
  let shown = null;

  function close(back) {
    if (!shown) return;
    const was = shown;
    shown = null;
    was.panel.remove();
    was.button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", place);
    if (back) was.button.focus();
  }

  function outside(event) {
    if (!shown.panel.contains(event.target) && !shown.button.contains(event.target)) close(false);
  }

  function place() {
    const at = shown.button.getBoundingClientRect(), panel = shown.panel;
    const most = document.documentElement.clientWidth - panel.offsetWidth - 8;
    panel.style.left = `${Math.max(8, Math.min(at.left, most)) + window.pageXOffset}px`;
    panel.style.top = `${at.bottom + 4 + window.pageYOffset}px`;
  }

  function reachable(panel) {
    return Array.from(panel.querySelectorAll("input, button")).filter(each => each.offsetParent);
  }

  function keys(event) {
    const all = reachable(shown.panel), at = all.indexOf(document.activeElement);
    let step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close(true);
    else if (event.key === "Tab") step = event.shiftKey ? -1 : 1;
    else if (step && /^(date|number)$/.test(document.activeElement.type)) step = 0;
    if (event.key === "Enter" && document.activeElement.tagName === "INPUT") {
      close(true);
      event.preventDefault();
    } else if (event.key === "Escape" || step) {
      event.preventDefault();
      event.stopPropagation();
    }
    if (step && shown) all[(at + step + all.length) % all.length].focus();
  }

  /* Open a panel under a button, or close it. `fill(panel)` puts in what it holds. */
  R.open = (button, title, fill) => {
    if (shown && shown.button === button) return close(true);
    close(false);
    const panel = element("div", "rc-panel md-typeset");
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", title);
    panel.append(element("p", "rc-panel__title", title));
    fill(panel);
    document.body.append(panel);
    button.setAttribute("aria-expanded", "true");
    shown = { panel, button };
    place();
    panel.addEventListener("keydown", keys);
    document.addEventListener("pointerdown", outside, true);
    window.addEventListener("resize", place);
    const first = panel.querySelector("input:checked") || panel.querySelector("input");
    if (first) first.focus();
  };

  function buttonOf(text, act) {
    const made = element("button", "rc-panel__button", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  /* A list of boxes to tick. `items`: {text, label, count, on}; `change(texts)` gets those that are. */
  R.ticks = (panel, items, change, reset) => {
    const list = element("div", "rc-panel__list");
    list.setAttribute("role", "group");
    function ticked() {
      return Array.from(list.querySelectorAll("input:checked")).map(each => each.value);
    }
    items.forEach(item => {
      const label = element("label"), box = element("input");
      box.type = "checkbox";
      box.value = item.text;
      box.checked = item.on;
      label.append(box, element("span", "", item.label || item.text || R.words.blank));
      if (item.count) label.append(element("small", "", item.count));
      list.append(label);
    });
    list.addEventListener("change", () => { change(ticked()); });
    if (items.length > MANY) {
      const find = element("input");
      find.type = "search";
      find.placeholder = R.words.narrow;
      find.setAttribute("aria-label", R.words.narrow);
      find.addEventListener("input", () => {
        const text = RectifyText.fold(find.value);
        Array.from(list.children).forEach(label => {
          label.hidden = !RectifyText.fold(label.textContent).includes(text);
        });
      });
      panel.append(find);
    }
    panel.append(list, buttonOf(reset.label, () => {
      const wanted = reset.texts;
      list.querySelectorAll("input").forEach(box => { box.checked = wanted.includes(box.value); });
      change(wanted);
    }));
  };

  /* Boxes to fill in: one for a text, two for the ends of a span. */
  R.fields = (panel, type, values, change) => {
    const inputs = values.map((value, n) => {
      const label = element("label", "rc-panel__field");
      const input = element("input");
      input.type = type;
      if (type === "number") input.step = "any";
      input.value = value;
      input.addEventListener("input", tell);
      label.append(element("span", "", R.words[values.length < 2 ? "holds" : n ? "to" : "from"]), input);
      panel.append(label);
      return input;
    });
    function tell() {
      change(inputs.map(input => input.value));
    }
    panel.append(buttonOf(R.words.reset, () => {
      inputs.forEach(input => { input.value = ""; });
      tell();
      inputs[0].focus();
    }));
  };

  /* Put rows on the clipboard as a table. Works on plain http too, where there is no navigator.clipboard. */
  R.copy = (model, rows, names) => {
    const made = R.copied(model, rows, names);
    let done = false;
    const back = document.activeElement;
    const field = element("textarea", "rc-hidden", ".");
    document.body.append(field);
    field.select();
    function put(event) {
      event.clipboardData.setData("text/html", made.html);
      event.clipboardData.setData("text/plain", made.plain);
      event.preventDefault();
      event.stopImmediatePropagation();
      done = true;
    }
    document.addEventListener("copy", put, true);
    try {
      done = document.execCommand("copy") && done;
    } catch (refused) {
      done = false;
    }
    document.removeEventListener("copy", put, true);
    field.remove();
    if (back) back.focus();
    if (done) return Promise.resolve();
    if (!navigator.clipboard || !window.ClipboardItem) return Promise.reject(new Error("no clipboard"));
    return navigator.clipboard.write([new ClipboardItem({
      "text/html": new Blob([made.html], { type: "text/html" }),
      "text/plain": new Blob([made.plain], { type: "text/plain" })
    })]);
  };
})();
