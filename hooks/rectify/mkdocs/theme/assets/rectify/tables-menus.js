/* Tables: the panels that open from a button, and copying. */
(function () {
  "use strict";
  var R = window.RectifyTables;
  if (R.open) return;
  var MANY = 10; /* so many choices get a box to narrow them */
  var element = R.element;
  var shown = null;

  function close(back) {
    if (!shown) return;
    var was = shown;
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
    var at = shown.button.getBoundingClientRect(), panel = shown.panel;
    var most = document.documentElement.clientWidth - panel.offsetWidth - 8;
    panel.style.left = Math.max(8, Math.min(at.left, most)) + window.pageXOffset + "px";
    panel.style.top = at.bottom + 4 + window.pageYOffset + "px";
  }

  function reachable(panel) {
    return Array.from(panel.querySelectorAll("input, button")).filter(function (each) {
      return each.offsetParent;
    });
  }

  function keys(event) {
    var all = reachable(shown.panel), at = all.indexOf(document.activeElement);
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
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
  R.open = function (button, title, fill) {
    if (shown && shown.button === button) return close(true);
    close(false);
    var panel = element("div", "rc-panel md-typeset");
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", title);
    panel.append(element("p", "rc-panel__title", title));
    fill(panel);
    document.body.append(panel);
    button.setAttribute("aria-expanded", "true");
    shown = { panel: panel, button: button };
    place();
    panel.addEventListener("keydown", keys);
    document.addEventListener("pointerdown", outside, true);
    window.addEventListener("resize", place);
    var first = panel.querySelector("input:checked") || panel.querySelector("input");
    if (first) first.focus();
  };

  function button(text, act) {
    var made = element("button", "rc-panel__button", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  /* A list of boxes to tick. `items`: {text, label, count, on}; `change(texts)` gets those that are. */
  R.ticks = function (panel, items, change, reset) {
    var list = element("div", "rc-panel__list");
    list.setAttribute("role", "group");
    function ticked() {
      return Array.from(list.querySelectorAll("input:checked")).map(function (each) { return each.value; });
    }
    items.forEach(function (item) {
      var label = element("label"), box = element("input");
      box.type = "checkbox";
      box.value = item.text;
      box.checked = item.on;
      label.append(box, element("span", "", item.label || item.text || R.words.blank));
      if (item.count) label.append(element("small", "", item.count));
      list.append(label);
    });
    list.addEventListener("change", function () { change(ticked()); });
    if (items.length > MANY) {
      var find = element("input");
      find.type = "search";
      find.placeholder = R.words.narrow;
      find.setAttribute("aria-label", R.words.narrow);
      find.addEventListener("input", function () {
        var text = R.fold(find.value);
        Array.from(list.children).forEach(function (label) {
          label.hidden = R.fold(label.textContent).indexOf(text) < 0;
        });
      });
      panel.append(find);
    }
    panel.append(list, button(reset.label, function () {
      var wanted = reset.texts;
      list.querySelectorAll("input").forEach(function (box) { box.checked = wanted.indexOf(box.value) >= 0; });
      change(wanted);
    }));
  };

  /* Boxes to fill in: one for a text, two for the ends of a span. */
  R.fields = function (panel, type, values, change) {
    var inputs = values.map(function (value, n) {
      var label = element("label", "rc-panel__field");
      var input = element("input");
      input.type = type;
      if (type === "number") input.step = "any";
      input.value = value;
      input.addEventListener("input", tell);
      label.append(element("span", "", R.words[values.length < 2 ? "holds" : n ? "to" : "from"]), input);
      panel.append(label);
      return input;
    });
    function tell() {
      change(inputs.map(function (input) { return input.value; }));
    }
    panel.append(button(R.words.reset, function () {
      inputs.forEach(function (input) { input.value = ""; });
      tell();
      inputs[0].focus();
    }));
  };

  var SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

  function escaped(text) {
    return String(text).replace(/[&<>"]/g, function (sign) { return SIGNS[sign]; });
  }

  /* Days and numbers are copied as such; a text stays one, whatever a spreadsheet would make of it. */
  function copied(column, value) {
    if (column.type === "day") return { text: value.sort || "" };
    if (column.name === "amount") return { text: String(value.sort) };
    if (column.type === "number" && column.name !== "days") return { text: value.text };
    return { text: value.text.replace(/\s+/g, " "), fixed: true };
  }

  function tables(model, rows, names) {
    var columns = names.map(function (name) { return model.columns[name]; });
    var titles = columns.map(function (column) { return column.title; });
    var plain = [titles.join("\t")];
    var html = [
      "<meta charset='utf-8'><table border='1'><tr>",
      titles.map(function (title) { return "<th>" + escaped(title) + "</th>"; }).join(""),
      "</tr>"
    ];
    rows.forEach(function (row) {
      var cells = columns.map(function (column) { return copied(column, column.of(row)); });
      plain.push(cells.map(function (cell) {
        return cell.fixed && /^[=+@-]/.test(cell.text) ? "'" + cell.text : cell.text;
      }).join("\t"));
      html.push("<tr>", cells.map(function (cell) {
        var start = cell.fixed ? "<td style=\"mso-number-format:'\\@'\">" : "<td>";
        return start + escaped(cell.text) + "</td>";
      }).join(""), "</tr>");
    });
    html.push("</table>");
    return { plain: plain.join("\r\n") + "\r\n", html: html.join("") };
  }

  /* Put rows on the clipboard as a table. Works on plain http too, where there is no navigator.clipboard. */
  R.copy = function (model, rows, names) {
    var made = tables(model, rows, names), done = false, back = document.activeElement;
    var field = element("textarea", "rc-hidden", ".");
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
