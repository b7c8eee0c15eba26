/* The wall: wider days, fewer rows, and a card that tells about the issue one points at. */
(() => {
  "use strict";
  const wall = document.querySelector(".rc-wall");
  const tools = document.querySelector(".rc-wall__bar");
  if (!wall || !tools) return;
  const table = wall.querySelector("table");
  const card = wall.querySelector(".rc-wall__card");
  const count = tools.querySelector("[aria-live]");
  const rows = Array.from(wall.querySelectorAll(".rc-wall__row"));
  const ZOOMS = ["fit", "1", "2", "4"];
  const SHOWS = ["all", "open", "bad"];
  const DAY = 36; // CSS pixels at 1×
  const state = { zoom: "fit", show: "all" };

  function each(list, act) {
    Array.from(list).forEach(act);
  }

  /* State and address */

  function read() {
    const asked = new URLSearchParams(location.search);
    if (ZOOMS.includes(asked.get("zoom"))) state.zoom = asked.get("zoom");
    if (SHOWS.includes(asked.get("show"))) state.show = asked.get("show");
  }

  function write() {
    const asked = new URLSearchParams(location.search);
    if (state.zoom === "fit") asked.delete("zoom"); else asked.set("zoom", state.zoom);
    if (state.show === "all") asked.delete("show"); else asked.set("show", state.show);
    const text = asked.toString();
    history.replaceState(history.state, "", location.pathname + (text ? `?${text}` : "") + location.hash);
  }

  function zoom() {
    const names = wall.querySelector(".rc-wall__corner").offsetWidth;
    const before = wall.scrollWidth - names > 0 ? wall.scrollLeft / (wall.scrollWidth - names) : 0;
    const wide = state.zoom !== "fit";
    wall.classList.toggle("rc-wall--wide", wide);
    const days = Number(wall.dataset.days) * DAY * Number(state.zoom);
    if (wide) table.style.setProperty("--rc-wide", `${names + days}px`);
    wall.scrollLeft = before * (wall.scrollWidth - names);
  }

  function show() {
    let shown = 0;
    each(rows, row => {
      const closed = row.classList.contains("rc-wall__row--closed");
      const bad = row.classList.contains("rc-wall__row--bad");
      row.hidden = (state.show === "open" && closed) || (state.show === "bad" && !bad);
      if (!row.hidden) shown += 1;
    });
    each(table.tBodies, body => {
      body.hidden = state.show !== "all" && !body.querySelector(".rc-wall__row:not([hidden])");
    });
    count.textContent = count.dataset.text.replace("{n}", shown);
  }

  function apply() {
    each(tools.querySelectorAll("button"), button => {
      if (button.dataset.zoom) button.setAttribute("aria-pressed", String(button.dataset.zoom === state.zoom));
      if (button.dataset.show) button.setAttribute("aria-pressed", String(button.dataset.show === state.show));
    });
    hide();
    show();
    zoom();
  }

  function step(by) {
    const next = ZOOMS.indexOf(state.zoom) + by;
    if (next < 0 || next >= ZOOMS.length) return;
    state.zoom = ZOOMS[next];
    write();
    apply();
  }

  tools.addEventListener("click", event => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.step) return step(Number(button.dataset.step));
    if (button.dataset.zoom) state.zoom = button.dataset.zoom;
    if (button.dataset.show) state.show = button.dataset.show;
    write();
    apply();
  });

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "+" || event.key === "=") step(1);
    else if (event.key === "-") step(-1);
    else if (event.key === "Escape") hide();
    else return;
    if (event.key !== "Escape") event.preventDefault();
  });

  /* The card */

  let about = null; // the row that the card tells of
  let held = false; // whether it stays until it is closed

  function told(row) {
    const svg = row.querySelector("td > svg");
    const title = svg.querySelector("title");
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
      const bad = row.classList.contains("rc-wall__row--bad");
      const link = row.querySelector("a");
      card.textContent = "";
      each(told(row), (line, place) => {
        const p = document.createElement("p");
        if (!place) {
          const a = document.createElement("a");
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
    const box = card.getBoundingClientRect();
    const left = Math.min(Math.max(8, x + 14), document.documentElement.clientWidth - box.width - 8);
    const top = y + 18 + box.height > window.innerHeight ? y - box.height - 14 : y + 18;
    card.style.left = `${Math.max(8, left)}px`;
    card.style.top = `${Math.max(8, top)}px`;
  }

  function beside(link) {
    const box = link.getBoundingClientRect();
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

  table.addEventListener("pointermove", event => {
    if (event.pointerType === "touch" || held) return;
    const row = rowOf(event);
    if (row) tell(row, event.clientX, event.clientY, false); else hide();
  });
  table.addEventListener("pointerleave", event => {
    if (event.pointerType !== "touch" && !held) hide();
  });
  table.addEventListener("focusin", event => {
    const row = rowOf(event);
    if (!row) return hide();
    beside(event.target);
  });
  table.addEventListener("focusout", () => {
    if (!held) hide();
  });
  table.addEventListener("click", event => {
    const row = rowOf(event);
    if (!row || event.target.closest("a")) return hide();
    tell(row, event.clientX, event.clientY, true);
  });
  document.addEventListener("click", event => {
    if (!wall.contains(event.target)) hide();
  });
  wall.addEventListener("scroll", () => {
    if (!about) return;
    const link = about.querySelector("a"); // the browser scrolls to what has the focus
    if (document.activeElement === link) beside(link); else hide();
  });
  window.addEventListener("resize", zoom);

  read();
  tools.hidden = false;
  apply();
})();
