/* Tables on the screen: read from the page, made from data, put up in blocks of which only those in sight are filled. */
(() => {
  "use strict";
  const R = RectifyTables;
  if (R.View) return;
  const BLOCK = 40; /* rows */
  const PLAIN = 240; /* so many rows are put up at once */
  const AHEAD = 500; /* pixels above and below the window that are filled too */

  R.element = (name, cls, text) => {
    const made = document.createElement(name);
    if (cls) made.className = cls;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  function link(cell, text, cls, href) {
    const made = R.element("a", cls, text);
    made.href = href;
    cell.append(made);
  }

  /* What a column's `cell` shows of a value, from the data. */
  R.cell = (cell, name, value, id, links) => {
    function to(folder, key) {
      return `${links.root}${folder}/${encodeURIComponent(key)}/${links.end}`;
    }
    const look = R.looks[name] || [""], kind = look[0], what = look[1] || "";
    if (kind === "issue") link(cell, value.text, what, to("issues", id));
    else if (kind === "link" && value.list)
      value.list.forEach((text, n) => {
        if (n) cell.append(R.list);
        if (value.key[n]) link(cell, text, "", to(what, value.key[n]));
        else cell.append(text);
      });
    else if (kind === "link" && value.key) link(cell, value.text, "", to(what, value.key));
    else if (kind === "mark" && value.list)
      value.list.forEach((text, n) => {
        cell.append(R.element("span", `${what} ${what}--${value.key[n]}`, text));
      });
    else if (kind === "mark") cell.append(R.element("span", `${what} ${what}--${value.key}`, value.text));
    else if (kind === "day" && value.sort) {
      const time = R.element("time", "", value.text);
      time.dateTime = value.sort;
      cell.append(time);
    } else cell.textContent = value.text;
    if (value.title) cell.title = value.title;
  };

  function read(cell, name) {
    const value = { text: cell.textContent.trim().replace(/\s+/g, " ") };
    const time = cell.querySelector("time"), data = cell.querySelector("data");
    if (time) {
      value.sort = time.getAttribute("datetime");
      value.day = true;
    } else if (data) {
      value.sort = Number(data.getAttribute("value"));
      value.title = data.title;
    } else if (R.type(name) === "day" || R.type(name) === "number") value.sort = "";
    else if (name === "measures") value.sort = R.ratio(value.text);
    else if (name === "signal") value.sort = R.colours.indexOf(cell.firstElementChild.className.split("--")[1]);
    else if (R.looks[name] && R.looks[name][0] === "link" && cell.querySelectorAll("a").length > 1)
      value.list = Array.from(cell.querySelectorAll("a")).map(each => each.textContent);
    else if (name === "flags") value.list = Array.from(cell.children).map(each => each.textContent);
    return value;
  }

  R.names = table => Array.from(table.tHead.rows[0].cells).map((cell, n) => {
    const named = /rc-col--([a-z_]+)/.exec(cell.className);
    return named && table.classList.contains("rc-table--issues") ? named[1] : `c${n + 1}`;
  });

  /* The rows that stand on the page. Of any model, `row(row, names)` gives a row's element. */
  R.fromPage = (names, titles, rows, issues, types) => {
    const columns = names.map((name, place) => {
      const values = rows.map(row => read(row.cells[place], issues ? name : ""));
      if (issues) return new R.Column(name, titles[place], R.type(name), values, null);
      return R.plain(name, titles[place], values, types && types[place]);
    });
    const usual = names.join(), model = new R.Model(columns, rows.length);
    model.row = (row, chosen) => {
      if (chosen.join() === usual) return rows[row];
      const made = document.createElement("tr");
      chosen.forEach(name => { made.append(rows[row].cells[names.indexOf(name)].cloneNode(true)); });
      return made;
    };
    return model;
  };

  /* All rows of a campaign, from its data. `links` leads from the page to the campaign's pages. */
  R.fromData = (data, links) => {
    const model = R.fromRows(data);
    model.row = (row, chosen) => {
      const made = document.createElement("tr");
      chosen.forEach(name => {
        const cell = made.insertCell();
        cell.className = `rc-col--${name}`;
        R.cell(cell, name, model.columns[name].of(row), model.columns.id.of(row).text, links);
      });
      return made;
    };
    return model;
  };

  class View {
    constructor(table) {
      this.table = table;
      this.box = table.parentNode;
      this.height = 30;
      this.blocks = [];
      this.watch = null;
      this.frozen = false;
      window.addEventListener("beforeprint", () => { this.fillAll(); });
      window.addEventListener("afterprint", () => { if (this.watch) this.observe(); });
      window.addEventListener("resize", () => { this.fit(); });
    }

    /* A header sticks to the window where the table fits, and to its own box where it must be moved sideways. */
    fit() {
      this.thaw();
      this.box.classList.remove("rc-scroll--fits", "rc-scroll--box");
      const fits = this.table.offsetWidth <= this.box.clientWidth;
      this.box.classList.add(fits ? "rc-scroll--fits" : "rc-scroll--box");
      if (this.blocks.length > 1) this.freeze();
      if (this.watch) this.observe();
    }

    /* Keep the widths of columns while other rows come and go. */
    freeze() {
      const cells = Array.from(this.table.tHead.rows[0].cells);
      const widths = cells.map(cell => cell.getBoundingClientRect().width);
      cells.forEach((cell, n) => { cell.style.width = `${widths[n]}px`; });
      this.table.classList.add("rc-table--frozen");
      this.frozen = true;
    }

    thaw() {
      if (!this.frozen) return;
      Array.from(this.table.tHead.rows[0].cells).forEach(cell => { cell.style.width = ""; });
      this.table.classList.remove("rc-table--frozen");
      this.frozen = false;
    }

    /* Put up rows: `make(row)` gives the element of each. `same`: the columns are those of before. */
    show(rows, make, span, same) {
      const many = rows.length > PLAIN, size = many ? BLOCK : Math.max(rows.length, 1);
      if (this.watch) this.watch.disconnect();
      this.watch = null;
      if (!same || !many) this.thaw();
      this.blocks = [];
      for (let start = 0; start < rows.length; start += size) {
        this.blocks.push({ start, end: Math.min(rows.length, start + size), filled: false, height: 0 });
      }
      this.make = make;
      this.rows = rows;
      this.span = span;
      const bodies = this.blocks.map(block => {
        block.body = document.createElement("tbody");
        return block.body;
      });
      if (!bodies.length) {
        const body = document.createElement("tbody"), cell = body.insertRow().insertCell();
        cell.colSpan = span;
        cell.className = "rc-table__nothing";
        cell.textContent = R.words.nothing;
        bodies.push(body);
      }
      this.blocks.forEach((block, n) => {
        if (n === 0) this.fill(block);
        else this.empty(block);
      });
      Array.from(this.table.tBodies).forEach(each => { each.remove(); });
      this.table.append(...bodies);
      if (many) {
        this.table.setAttribute("aria-rowcount", rows.length + 1);
        if (!same || !this.frozen) {
          this.freeze();
          this.height = this.blocks[0].body.getBoundingClientRect().height / BLOCK || this.height;
          this.blocks.slice(1).forEach(block => { this.empty(block); });
        }
        this.observe();
      } else this.table.removeAttribute("aria-rowcount");
    }

    /* Put rows back into their groups. */
    restore(groups) {
      if (this.watch) this.watch.disconnect();
      this.watch = null;
      this.thaw();
      this.blocks = [];
      Array.from(this.table.tBodies).forEach(each => { each.remove(); });
      groups.forEach(group => {
        group.body.append(...group.rows);
        this.table.append(group.body);
      });
      this.table.removeAttribute("aria-rowcount");
    }

    observe() {
      const boxed = this.box.classList.contains("rc-scroll--box");
      if (this.watch) this.watch.disconnect();
      this.watch = new IntersectionObserver(entries => {
        entries.forEach(entry => {
          const block = this.blocks.find(each => each.body === entry.target);
          if (!block) return;
          if (entry.isIntersecting) this.fill(block);
          else if (block.filled && !block.body.contains(document.activeElement)) {
            block.height = entry.boundingClientRect.height;
            this.empty(block);
          }
        });
      }, { root: boxed ? this.box : null, rootMargin: `${AHEAD}px 0px` });
      this.blocks.forEach(block => { this.watch.observe(block.body); });
    }

    fill(block) {
      if (block.filled) return;
      block.filled = true;
      const made = document.createDocumentFragment();
      for (let n = block.start; n < block.end; n++) {
        const row = this.make(this.rows[n]);
        if (this.blocks.length > 1) row.setAttribute("aria-rowindex", n + 2);
        made.append(row);
      }
      block.body.textContent = "";
      block.body.append(made);
    }

    empty(block) {
      block.filled = false;
      const row = document.createElement("tr"), cell = row.insertCell();
      row.className = "rc-table__gap";
      row.setAttribute("aria-hidden", "true");
      cell.colSpan = this.span;
      cell.style.height = `${block.height || (block.end - block.start) * this.height}px`;
      block.body.textContent = "";
      block.body.append(row);
    }

    fillAll() {
      this.blocks.forEach(block => { this.fill(block); });
    }
  }

  R.View = View;
})();
