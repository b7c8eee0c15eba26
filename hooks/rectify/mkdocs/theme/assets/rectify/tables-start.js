/* Tables: a toolbar over each, sorting from its header, and the view in the address, so that it can be sent. */
(() => {
  "use strict";
  const R = RectifyTables;
  if (R.grids) return;
  R.grids = [];
  const FEW = 6; /* a table of fewer rows is read at a glance */
  const element = R.element, words = R.words, files = {};

  function say(key, values) {
    return words[key].replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? value.toLocaleString("en-US") : value;
    });
  }

  function read(url) {
    files[url] = files[url] || fetch(url).then(answer => {
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return answer.text();
    });
    return files[url];
  }

  function rowsOf(table) {
    return Array.from(table.querySelectorAll("tbody > tr:not(.rc-group)"));
  }

  /* The rows of another sheet of the page, their links as they are from here. */
  function rowsIn(text, url) {
    const page = new DOMParser().parseFromString(text, "text/html");
    return Array.from(page.querySelectorAll("table[data-total] > tbody > tr"), row => {
      row.querySelectorAll("a[href]").forEach(link => {
        link.href = new URL(link.getAttribute("href"), url).href;
      });
      return document.adoptNode(row);
    });
  }

  class Grid {
    constructor(table) {
      this.table = table;
      this.box = table.parentNode;
      this.issues = table.classList.contains("rc-table--issues");
      this.usual = R.names(table);
      this.titles = {};
      this.heads = {};
      this.rows = rowsOf(table);
      /* Rows in groups stand in them until they are sorted or filtered, and again when that is taken back. */
      this.groups = !table.classList.contains("rc-table--groups") ? null :
        Array.from(table.tBodies, body => ({ body, rows: Array.from(body.rows) }));
      this.total = Number(table.dataset.total || this.rows.length);
      this.several = this.total > this.rows.length;
      this.pager = this.several ? this.box.nextElementSibling : null;
      this.prefix = this.named();
      this.turn = 0;
      Array.from(table.tHead.rows[0].cells).forEach((cell, n) => {
        this.titles[this.usual[n]] = cell.textContent.trim();
        this.heads[this.usual[n]] = cell;
      });
      this.here = R.fromPage(this.usual, this.usual.map(name => this.titles[name]), this.rows, this.issues);
      this.model = this.here;
      this.tools();
      this.view = new R.View(table);
      this.header(this.usual);
      this.view.fit(); /* only now: the buttons of its header make it wider */
      this.back(true);
    }

    /* What a table's part of the address begins with: the id of the heading over it, if it has one. */
    named() {
      let over = null;
      const table = this.table;
      document.querySelectorAll(".md-content h2[id], .md-content h3[id]").forEach(heading => {
        if (heading.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING) over = heading;
      });
      return over ? `${over.id}.` : "";
    }

    /* All columns that can be shown. */
    known() {
      const usual = this.usual;
      const all = this.issues && this.can() ? Object.keys(R.columns) : usual;
      return all.concat(usual.filter(name => !all.includes(name)));
    }

    can() {
      return this.table.dataset.rows && (this.several || this.usual.includes("id"));
    }

    type(name) {
      const column = this.model.columns[name] || this.here.columns[name];
      return column ? column.type : R.type(name);
    }

    /* The view that the address tells. */
    asked() {
      const query = new URLSearchParams(location.search);
      return R.viewOf(query, this.prefix, this.known(), name => this.type(name), this.usual);
    }

    /* Write the view into the address; `step`: as one that the back button leaves. */
    tell(step) {
      const url = new URL(location);
      R.tellView(this.state, url.searchParams, this.prefix, this.known(), name => this.type(name), this.usual);
      if (url.href !== location.href) history[step ? "pushState" : "replaceState"](null, "", url);
    }

    tools() {
      const bar = element("div", "rc-tools");
      bar.setAttribute("role", "group");
      bar.setAttribute("aria-label", words.tools);
      this.find = element("input", "rc-tools__find");
      this.find.type = "search";
      this.find.placeholder = words.find;
      this.find.setAttribute("aria-label", words.find);
      this.find.addEventListener("input", () => {
        const began = !this.typing;
        this.typing = true;
        this.change({ q: this.find.value.trim() }, began);
      });
      this.find.addEventListener("blur", () => { this.typing = false; });
      this.find.addEventListener("keydown", event => {
        if (event.key === "Escape" && this.find.value) {
          this.find.value = "";
          this.change({ q: "" }, true);
          event.stopPropagation();
        }
      });
      this.told = element("span", "rc-tools__told");
      this.told.setAttribute("role", "status");
      this.chips = element("ul", "rc-tools__chips");
      this.choose = this.button(words.columns, () => { this.chooseColumns(); }, words.choose);
      this.choose.setAttribute("aria-haspopup", "dialog");
      this.choose.setAttribute("aria-expanded", "false");
      this.copier = this.button(words.copy, () => { this.copy(); }, words.copy_title);
      const ends = element("span", "rc-tools__ends");
      ends.append(this.choose, this.copier);
      bar.append(this.find, this.told, ends, this.chips);
      this.box.before(bar);
      if (this.pager) {
        const all = this.button(say("all", { total: this.total }), () => { this.change({ all: true }, true); });
        this.pager.append(all);
      }
    }

    button(text, act, title) {
      const made = element("button", "rc-tools__button", text);
      made.type = "button";
      if (title) made.title = title;
      made.addEventListener("click", act);
      return made;
    }

    /* The header: of each column a button that sorts and one that filters. */
    header(names) {
      const row = this.table.tHead.rows[0];
      if (this.shown === names.join()) return;
      this.shown = names.join();
      row.textContent = "";
      names.forEach(name => {
        let cell = this.heads[name];
        if (!cell) {
          cell = element("th", `rc-col--${name}`, R.columns[name]);
          cell.scope = "col";
          this.heads[name] = cell;
        }
        if (!cell.querySelector("button")) this.head(cell, name);
        row.append(cell);
      });
    }

    head(cell, name) {
      const title = this.titles[name] || R.columns[name];
      this.titles[name] = title;
      cell.textContent = "";
      const sort = element("button", "rc-sort", title), filter = element("button", "rc-filter");
      sort.type = filter.type = "button";
      sort.addEventListener("click", () => { this.sortBy(name); });
      filter.setAttribute("aria-label", say("filter", { name: title }));
      filter.setAttribute("aria-haspopup", "dialog");
      filter.setAttribute("aria-expanded", "false");
      filter.addEventListener("click", () => { this.filterBy(name, filter); });
      if (cell.classList.contains("rc-num")) cell.append(filter, sort);
      else cell.append(sort, filter);
    }

    sortBy(name) {
      const now = this.state;
      if (now.sort !== name) this.change({ sort: name, down: false }, true);
      else if (!now.down) this.change({ sort: name, down: true }, true);
      else this.change({ sort: "", down: false }, true);
    }

    filterBy(name, button) {
      this.ready(this.several || !this.here.columns[name]).then(model => {
        R.open(button, say("filter", { name: this.titles[name] }), panel => {
          const type = this.type(name), wanted = this.state.filters[name];
          if (type === "choice")
            R.ticks(panel, model.choices(name).map(({ text, count }) => (
              { text, count, on: Boolean(wanted) && wanted.includes(text) }
            )), texts => {
              this.filter(name, texts.length ? texts : null, true);
            }, { label: words.reset, texts: [] });
          else if (type === "text") R.fields(panel, "search", [wanted || ""], given => {
            this.filter(name, given[0].trim() || null, !wanted);
          });
          else R.fields(panel, type === "day" ? "date" : "number", wanted || ["", ""], given => {
            this.filter(name, given[0] || given[1] ? given : null, !wanted);
          });
        });
      });
    }

    filter(name, wanted, step) {
      const filters = Object.assign({}, this.state.filters);
      if (wanted) filters[name] = wanted;
      else delete filters[name];
      this.change({ filters }, step);
    }

    chooseColumns() {
      const known = this.known(), usual = this.usual;
      R.open(this.choose, words.choose, panel => {
        R.ticks(panel, known.map(name => (
          { text: name, label: this.titles[name] || R.columns[name], on: this.state.cols.includes(name) }
        )), names => {
          const same = names.length === usual.length && names.every(name => usual.includes(name));
          if (names.length) this.change({ cols: same ? usual : names }, true);
        }, { label: words.usual, texts: usual });
      });
    }

    change(what, step) {
      this.state = Object.assign({}, this.state, what);
      this.tell(step);
      this.show();
    }

    /* Show the view that the address tells, as after a step back. */
    back(first) {
      this.state = this.asked();
      if (this.find.value.trim() !== this.state.q) this.find.value = this.state.q;
      if (!first || this.touched()) this.show();
      else this.mark(this.here.all());
    }

    touched() {
      const view = this.state;
      return Boolean(view.q || view.sort || view.all || Object.keys(view.filters).length) ||
        view.cols.join() !== this.usual.join();
    }

    /* The data that the view needs: what stands on the page, or all of it. */
    ready(whole) {
      if (!whole) return Promise.resolve(this.here);
      if (this.whole) return Promise.resolve(this.whole);
      this.told.textContent = words.loading;
      return this.load().then(model => {
        this.whole = model;
        return model;
      }, failure => {
        console.warn(failure);
        this.failed = true;
        return this.here;
      });
    }

    load() {
      const url = this.table.dataset.rows;
      if (!url) return this.otherSheets();
      return read(url).then(text => {
        const end = this.box.querySelector("a[href]").getAttribute("href").endsWith("index.html") ? "index.html" : "";
        const model = R.fromData(JSON.parse(text), { root: url.replace(/rows\.json$/, ""), end });
        if (this.several) model.narrow(this.table.dataset.where, this.table.dataset.order);
        else model.narrowTo(this.here.columns.id.values.map(value => value.text));
        return model;
      });
    }

    /* All rows of a table that has no data file, from the other sheets of its page. */
    otherSheets() {
      const links = Array.from(this.pager.querySelectorAll("a[href]")).map(link => link.href);
      const numbered = links.find(link => /sheet\/\d+\//.test(link));
      const one = links.find(link => !/sheet\/\d+\//.test(link)) || location.href;
      const here = Number((/sheet\/(\d+)\//.exec(location.pathname) || [0, 1])[1]);
      const size = this.pager.dataset.rows, wanted = [];
      for (let n = 1; n <= Math.ceil(this.total / size); n++)
        wanted.push(n === 1 ? one : numbered.replace(/sheet\/\d+\//, `sheet/${n}/`));
      const coming = wanted.map((url, n) => n + 1 === here ? this.rows : read(url).then(text => rowsIn(text, url)));
      return Promise.all(coming).then(sheets => {
        const titles = this.usual.map(name => this.titles[name]);
        const types = this.usual.map(name => this.here.columns[name].type);
        return R.fromPage(this.usual, titles, [].concat(...sheets), false, types);
      });
    }

    show() {
      const view = this.state, mine = ++this.turn, here = this.here;
      const whole = this.several ? this.touched() : view.cols.concat(Object.keys(view.filters), view.sort || [])
        .some(name => !here.columns[name]);
      if (whole && this.whole) this.put(this.whole, view);
      else if (!whole) this.put(here, view);
      else this.ready(true).then(model => { if (mine === this.turn) this.put(model, view); });
    }

    put(model, view) {
      const names = view.cols.filter(name => model.columns[name]);
      const same = this.model === model && this.shown === names.join();
      this.model = model;
      const rows = model.choose(view, names);
      if (!same) this.view.thaw();
      this.header(names);
      if (this.groups && !this.touched()) this.view.restore(this.groups);
      else this.view.show(rows, row => model.row(row, names), names.length, same);
      if (!same) this.view.fit();
      this.mark(rows);
    }

    /* What is said about the rows on the screen: their number, the order, the conditions. */
    mark(rows) {
      const view = this.state, total = this.model === this.here ? this.rows.length : this.model.all().length;
      this.chosen = rows;
      if (this.failed) this.told.textContent = words.failed;
      else if (this.several && !this.touched())
        this.told.textContent = say("sheet", { n: this.rows.length, total: this.total });
      else this.told.textContent = say(rows.length === total ? "total" : "shown", { n: rows.length, total });
      if (this.pager) this.pager.hidden = this.touched() && !this.failed;
      Object.keys(this.heads).forEach(name => {
        const cell = this.heads[name], filter = cell.querySelector(".rc-filter");
        if (view.sort === name) cell.setAttribute("aria-sort", view.down ? "descending" : "ascending");
        else cell.removeAttribute("aria-sort");
        if (filter) filter.classList.toggle("is-on", name in view.filters);
      });
      this.chips.textContent = "";
      Object.keys(view.filters).forEach(name => { this.chip(name); });
      const many = Object.keys(view.filters).length;
      if (view.all || many > 1 || (many && (view.q || view.sort))) {
        const item = element("li");
        item.append(this.button(words.clear, () => {
          this.find.value = "";
          this.change({ q: "", filters: {}, sort: "", down: false, all: false }, true);
          this.find.focus();
        }));
        this.chips.append(item);
      }
    }

    chip(name) {
      const wanted = this.state.filters[name], type = this.type(name), item = element("li");
      const choices = () => wanted.map(each => each || words.blank).join(R.list);
      const text = type === "text" ? wanted : type === "choice" ? choices() : wanted.join("–");
      const chip = this.button(this.titles[name] + R.colon + text, () => {
        this.filter(name, null, true);
        this.find.focus();
      }, say("remove", { name: this.titles[name] }));
      chip.classList.add("rc-chip");
      item.append(chip);
      this.chips.append(item);
    }

    copy() {
      const model = this.model, names = this.state.cols, rows = this.chosen;
      R.copy(model, rows, names).then(() => {
        this.told.textContent = say("copied", { n: rows.length });
      }, failure => {
        console.warn(failure);
        this.told.textContent = words.not_copied;
      });
    }
  }

  document.querySelectorAll("table.rc-table--issues, table.rc-table--data").forEach(table => {
    if (table.tHead && rowsOf(table).length >= FEW) R.grids.push(new Grid(table));
  });
  window.addEventListener("popstate", () => {
    R.grids.forEach(grid => { grid.back(false); });
  });
})();
