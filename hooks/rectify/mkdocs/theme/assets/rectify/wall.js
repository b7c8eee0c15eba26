/* The wall: wider days, fewer rows, and a card that tells about the issue one points at. */
(function () {
  "use strict";
  var wall = document.querySelector(".rc-wall");
  var tools = document.querySelector(".rc-wall__bar");
  if (!wall || !tools) return;
  var table = wall.querySelector("table");
  var card = wall.querySelector(".rc-wall__card");
  var count = tools.querySelector("[aria-live]");
  var rows = Array.prototype.slice.call(wall.querySelectorAll(".rc-wall__row"));
  var ZOOMS = ["fit", "1", "2", "4"];
  var SHOWS = ["all", "open", "bad"];
  var DAY = 36; // CSS pixels at 1×
  var state = { zoom: "fit", show: "all" };

  function each(list, act) {
    Array.prototype.forEach.call(list, act);
  }

  /* State and address */

  function read() {
    var asked = new URLSearchParams(location.search);
    if (ZOOMS.indexOf(asked.get("zoom")) >= 0) state.zoom = asked.get("zoom");
    if (SHOWS.indexOf(asked.get("show")) >= 0) state.show = asked.get("show");
  }

  function write() {
    var asked = new URLSearchParams(location.search);
    if (state.zoom === "fit") asked.delete("zoom"); else asked.set("zoom", state.zoom);
    if (state.show === "all") asked.delete("show"); else asked.set("show", state.show);
    var text = asked.toString();
    history.replaceState(history.state, "", location.pathname + (text ? "?" + text : "") + location.hash);
  }

  function zoom() {
    var names = wall.querySelector(".rc-wall__corner").offsetWidth;
    var before = wall.scrollWidth - names > 0 ? wall.scrollLeft / (wall.scrollWidth - names) : 0;
    var wide = state.zoom !== "fit";
    wall.classList.toggle("rc-wall--wide", wide);
    var days = Number(wall.dataset.days) * DAY * Number(state.zoom);
    if (wide) table.style.setProperty("--rc-wide", names + days + "px");
    wall.scrollLeft = before * (wall.scrollWidth - names);
  }

  function show() {
    var shown = 0;
    each(rows, function (row) {
      var closed = row.classList.contains("rc-wall__row--closed");
      var bad = row.classList.contains("rc-wall__row--bad");
      row.hidden = (state.show === "open" && closed) || (state.show === "bad" && !bad);
      if (!row.hidden) shown += 1;
    });
    each(table.tBodies, function (body) {
      body.hidden = state.show !== "all" && !body.querySelector(".rc-wall__row:not([hidden])");
    });
    count.textContent = count.dataset.text.replace("{n}", shown);
  }

  function apply() {
    each(tools.querySelectorAll("button"), function (button) {
      if (button.dataset.zoom) button.setAttribute("aria-pressed", String(button.dataset.zoom === state.zoom));
      if (button.dataset.show) button.setAttribute("aria-pressed", String(button.dataset.show === state.show));
    });
    hide();
    show();
    zoom();
  }

  function step(by) {
    var next = ZOOMS.indexOf(state.zoom) + by;
    if (next < 0 || next >= ZOOMS.length) return;
    state.zoom = ZOOMS[next];
    write();
    apply();
  }

  tools.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.step) return step(Number(button.dataset.step));
    if (button.dataset.zoom) state.zoom = button.dataset.zoom;
    if (button.dataset.show) state.show = button.dataset.show;
    write();
    apply();
  });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "+" || event.key === "=") step(1);
    else if (event.key === "-") step(-1);
    else if (event.key === "Escape") hide();
    else return;
    if (event.key !== "Escape") event.preventDefault();
  });

  /* The card */

  var about = null; // the row that the card tells of
  var held = false; // whether it stays until it is closed

  function told(row) {
    var svg = row.querySelector("td > svg");
    var title = svg.querySelector("title");
    if (title) { // the browser would show it beside the card
      svg.setAttribute("aria-label", title.textContent);
      title.remove();
    }
    return svg.getAttribute("aria-label").split("\n");
  }

  function tell(row, x, y, hold) {
    held = hold;
    card.classList.toggle("rc-wall__card--held", hold);
    if (about !== row) {
      hide();
      held = hold;
      about = row;
      var bad = row.classList.contains("rc-wall__row--bad");
      var link = row.querySelector("a");
      card.textContent = "";
      each(told(row), function (line, place) {
        var p = document.createElement("p");
        if (!place) {
          var a = document.createElement("a");
          a.href = link.href;
          a.tabIndex = -1;
          a.textContent = line;
          p.appendChild(a);
        } else p.textContent = line;
        if (bad && line.indexOf(card.dataset.why) === 0) p.className = "rc-wall__why";
        card.appendChild(p);
      });
      link.setAttribute("aria-describedby", card.id);
      card.hidden = false;
    }
    var box = card.getBoundingClientRect();
    var left = Math.min(Math.max(8, x + 14), document.documentElement.clientWidth - box.width - 8);
    var top = y + 18 + box.height > window.innerHeight ? y - box.height - 14 : y + 18;
    card.style.left = Math.max(8, left) + "px";
    card.style.top = Math.max(8, top) + "px";
  }

  function beside(link) {
    var box = link.getBoundingClientRect();
    tell(link.closest(".rc-wall__row"), box.left + Math.min(box.width, 120), box.bottom - 14, false);
  }

  function hide() {
    if (about) about.querySelector("a").removeAttribute("aria-describedby");
    about = null;
    held = false;
    card.hidden = true;
  }

  function rowOf(event) {
    return event.target.closest ? event.target.closest(".rc-wall__row") : null;
  }

  table.addEventListener("pointermove", function (event) {
    if (event.pointerType === "touch" || held) return;
    var row = rowOf(event);
    if (row) tell(row, event.clientX, event.clientY, false); else hide();
  });
  table.addEventListener("pointerleave", function (event) {
    if (event.pointerType !== "touch" && !held) hide();
  });
  table.addEventListener("focusin", function (event) {
    var row = rowOf(event);
    if (!row) return hide();
    beside(event.target);
  });
  table.addEventListener("focusout", function () {
    if (!held) hide();
  });
  table.addEventListener("click", function (event) {
    var row = rowOf(event);
    if (!row || event.target.closest("a")) return hide();
    tell(row, event.clientX, event.clientY, true);
  });
  document.addEventListener("click", function (event) {
    if (!wall.contains(event.target)) hide();
  });
  wall.addEventListener("scroll", function () {
    if (!about) return;
    var link = about.querySelector("a"); // the browser scrolls to what has the focus
    if (document.activeElement === link) beside(link); else hide();
  });
  window.addEventListener("resize", zoom);

  read();
  tools.hidden = false;
  apply();
})();
