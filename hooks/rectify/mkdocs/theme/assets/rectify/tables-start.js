/* Tables: a toolbar over each, sorting from its header, and the view in the address, so that it can be sent. */
(function () {
  "use strict";
  var R = window.RectifyTables;
  if (R.grids) return;
  R.grids = [];
  var FEW = 6; /* a table of fewer rows is read at a glance */
  var element = R.element, words = R.words, files = {};

  function say(key, values) {
    return words[key].replace(/\{(\w+)\}/g, function (_, name) {
      var value = values[name];
      return typeof value === "number" ? value.toLocaleString("en-US") : value;
    });
  }

  function read(url) {
    files[url] = files[url] || fetch(url).then(function (answer) {
      if (!answer.ok) throw new Error(url + ": " + answer.status);
      return answer.text();
    });
    return files[url];
  }

  function rowsOf(table) {
    return Array.from(table.querySelectorAll("tbody > tr:not(.rc-group)"));
  }

  function Grid(table) {
    this.table = table;
    this.box = table.parentNode;
    this.issues = table.classList.contains("rc-table--issues");
    this.usual = R.names(table);
    this.titles = {};
    this.heads = {};
    this.rows = rowsOf(table);
    /* Rows in groups stand in them until they are sorted or filtered, and again when that is taken back. */
    this.groups = !table.classList.contains("rc-table--groups") ? null : Array.from(table.tBodies, function (body) {
      return { body: body, rows: Array.from(body.rows) };
    });
    this.total = Number(table.dataset.total || this.rows.length);
    this.several = this.total > this.rows.length;
    this.pager = this.several ? this.box.nextElementSibling : null;
    this.prefix = this.named();
    this.turn = 0;
    var self = this;
    Array.from(table.tHead.rows[0].cells).forEach(function (cell, n) {
      self.titles[self.usual[n]] = cell.textContent.trim();
      self.heads[self.usual[n]] = cell;
    });
    this.here = R.fromPage(this.usual, this.usual.map(function (name) { return self.titles[name]; }), this.rows,
      this.issues);
    this.model = this.here;
    this.tools();
    this.view = new R.View(table);
    this.header(this.usual);
    this.view.fit(); /* only now: the buttons of its header make it wider */
    this.back(true);
  }

  /* What a table's part of the address begins with: the id of the heading over it, if it has one. */
  Grid.prototype.named = function () {
    var over = null, table = this.table;
    document.querySelectorAll(".md-content h2[id], .md-content h3[id]").forEach(function (heading) {
      if (heading.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING) over = heading;
    });
    return over ? over.id + "." : "";
  };

  /* All columns that can be shown. */
  Grid.prototype.known = function () {
    var usual = this.usual;
    var all = this.issues && this.can() ? Object.keys(R.columns) : usual;
    return all.concat(usual.filter(function (name) { return all.indexOf(name) < 0; }));
  };

  Grid.prototype.can = function () {
    return this.table.dataset.rows && (this.several || this.usual.indexOf("id") >= 0);
  };

  Grid.prototype.type = function (name) {
    var column = this.model.columns[name] || this.here.columns[name];
    return column ? column.type : R.type(name);
  };

  /* The view that the address tells. */
  Grid.prototype.asked = function () {
    var query = new URLSearchParams(location.search), prefix = this.prefix, self = this, known = this.known();
    function get(name) { return query.get(prefix + name) || ""; }
    var columns = get("cols").split(",").filter(function (name) { return known.indexOf(name) >= 0; });
    var view = {
      q: get("find"), sort: get("sort").replace(/^-/, ""), down: get("sort")[0] === "-", filters: {},
      cols: columns.length ? columns : this.usual, all: Boolean(get("all"))
    };
    known.forEach(function (name) {
      var given = query.getAll(prefix + name).filter(Boolean), type = self.type(name);
      if (!given.length) return;
      if (type === "choice") view.filters[name] = given.map(function (text) { return text === "-" ? "" : text; });
      else if (type === "text") view.filters[name] = given[0];
      else view.filters[name] = (given[0] + "..").split("..").slice(0, 2);
    });
    if (known.indexOf(view.sort) < 0) view.sort = "";
    return view;
  };

  /* Write the view into the address; `step`: as one that the back button leaves. */
  Grid.prototype.tell = function (step) {
    var url = new URL(location), view = this.state, query = url.searchParams, prefix = this.prefix, self = this;
    ["find", "sort", "cols", "all"].concat(this.known()).forEach(function (name) { query.delete(prefix + name); });
    if (view.q) query.set(prefix + "find", view.q); /* the theme takes "q" for its search */
    if (view.sort) query.set(prefix + "sort", (view.down ? "-" : "") + view.sort);
    if (view.cols.join() !== this.usual.join()) query.set(prefix + "cols", view.cols.join());
    if (view.all) query.set(prefix + "all", "1");
    Object.keys(view.filters).forEach(function (name) {
      var wanted = view.filters[name], type = self.type(name);
      if (type === "choice") wanted.forEach(function (text) { query.append(prefix + name, text || "-"); });
      else query.set(prefix + name, type === "text" ? wanted : wanted.join(".."));
    });
    if (url.href !== location.href) history[step ? "pushState" : "replaceState"](null, "", url);
  };

  Grid.prototype.tools = function () {
    var self = this, bar = element("div", "rc-tools");
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", words.tools);
    this.find = element("input", "rc-tools__find");
    this.find.type = "search";
    this.find.placeholder = words.find;
    this.find.setAttribute("aria-label", words.find);
    this.find.addEventListener("input", function () {
      var began = !self.typing;
      self.typing = true;
      self.change({ q: self.find.value.trim() }, began);
    });
    this.find.addEventListener("blur", function () { self.typing = false; });
    this.find.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && self.find.value) {
        self.find.value = "";
        self.change({ q: "" }, true);
        event.stopPropagation();
      }
    });
    this.told = element("span", "rc-tools__told");
    this.told.setAttribute("role", "status");
    this.chips = element("ul", "rc-tools__chips");
    this.choose = this.button(words.columns, function () { self.chooseColumns(); }, words.choose);
    this.choose.setAttribute("aria-haspopup", "dialog");
    this.choose.setAttribute("aria-expanded", "false");
    this.copier = this.button(words.copy, function () { self.copy(); }, words.copy_title);
    var ends = element("span", "rc-tools__ends");
    ends.append(this.choose, this.copier);
    bar.append(this.find, this.told, ends, this.chips);
    this.box.before(bar);
    if (this.pager) {
      var all = this.button(say("all", { total: this.total }), function () { self.change({ all: true }, true); });
      this.pager.append(all);
    }
  };

  Grid.prototype.button = function (text, act, title) {
    var made = element("button", "rc-tools__button", text);
    made.type = "button";
    if (title) made.title = title;
    made.addEventListener("click", act);
    return made;
  };

  /* The header: of each column a button that sorts and one that filters. */
  Grid.prototype.header = function (names) {
    var self = this, row = this.table.tHead.rows[0];
    if (this.shown === names.join()) return;
    this.shown = names.join();
    row.textContent = "";
    names.forEach(function (name) {
      var cell = self.heads[name];
      if (!cell) {
        cell = element("th", "rc-col--" + name, R.columns[name]);
        cell.scope = "col";
        self.heads[name] = cell;
      }
      if (!cell.querySelector("button")) self.head(cell, name);
      row.append(cell);
    });
  };

  Grid.prototype.head = function (cell, name) {
    var self = this, title = this.titles[name] || R.columns[name];
    this.titles[name] = title;
    cell.textContent = "";
    var sort = element("button", "rc-sort", title), filter = element("button", "rc-filter");
    sort.type = filter.type = "button";
    sort.addEventListener("click", function () { self.sortBy(name); });
    filter.setAttribute("aria-label", say("filter", { name: title }));
    filter.setAttribute("aria-haspopup", "dialog");
    filter.setAttribute("aria-expanded", "false");
    filter.addEventListener("click", function () { self.filterBy(name, filter); });
    if (cell.classList.contains("rc-num")) cell.append(filter, sort);
    else cell.append(sort, filter);
  };

  Grid.prototype.sortBy = function (name) {
    var now = this.state;
    if (now.sort !== name) this.change({ sort: name, down: false }, true);
    else if (!now.down) this.change({ sort: name, down: true }, true);
    else this.change({ sort: "", down: false }, true);
  };

  Grid.prototype.filterBy = function (name, button) {
    var self = this;
    this.ready(this.several || !this.here.columns[name]).then(function (model) {
      R.open(button, say("filter", { name: self.titles[name] }), function (panel) {
        var type = self.type(name), wanted = self.state.filters[name];
        if (type === "choice")
          R.ticks(panel, model.choices(name).map(function (each) {
            return { text: each.text, count: each.count, on: Boolean(wanted) && wanted.indexOf(each.text) >= 0 };
          }), function (texts) { self.filter(name, texts.length ? texts : null, true); },
          { label: words.reset, texts: [] });
        else if (type === "text") R.fields(panel, "search", [wanted || ""], function (given) {
          self.filter(name, given[0].trim() || null, !wanted);
        });
        else R.fields(panel, type === "day" ? "date" : "number", wanted || ["", ""], function (given) {
          self.filter(name, given[0] || given[1] ? given : null, !wanted);
        });
      });
    });
  };

  Grid.prototype.filter = function (name, wanted, step) {
    var filters = Object.assign({}, this.state.filters);
    if (wanted) filters[name] = wanted;
    else delete filters[name];
    this.change({ filters: filters }, step);
  };

  Grid.prototype.chooseColumns = function () {
    var self = this, known = this.known(), usual = this.usual;
    R.open(this.choose, words.choose, function (panel) {
      R.ticks(panel, known.map(function (name) {
        return {
          text: name, label: self.titles[name] || R.columns[name], on: self.state.cols.indexOf(name) >= 0
        };
      }), function (names) {
        var same = names.length === usual.length && names.every(function (name) { return usual.indexOf(name) >= 0; });
        if (names.length) self.change({ cols: same ? usual : names }, true);
      }, { label: words.usual, texts: usual });
    });
  };

  Grid.prototype.change = function (what, step) {
    this.state = Object.assign({}, this.state, what);
    this.tell(step);
    this.show();
  };

  /* Show the view that the address tells, as after a step back. */
  Grid.prototype.back = function (first) {
    this.state = this.asked();
    if (this.find.value.trim() !== this.state.q) this.find.value = this.state.q;
    if (!first || this.touched()) this.show();
    else this.mark(this.here.all());
  };

  Grid.prototype.touched = function () {
    var view = this.state;
    return Boolean(view.q || view.sort || view.all || Object.keys(view.filters).length) ||
      view.cols.join() !== this.usual.join();
  };

  /* The data that the view needs: what stands on the page, or all of it. */
  Grid.prototype.ready = function (whole) {
    var self = this;
    if (!whole) return Promise.resolve(this.here);
    if (this.whole) return Promise.resolve(this.whole);
    this.told.textContent = words.loading;
    return this.load().then(function (model) {
      self.whole = model;
      return model;
    }, function (failure) {
      console.warn(failure);
      self.failed = true;
      return self.here;
    });
  };

  Grid.prototype.load = function () {
    var self = this, url = this.table.dataset.rows;
    if (!url) return R.otherSheets(this, read);
    return read(url).then(function (text) {
      var end = /index\.html$/.test(self.box.querySelector("a[href]").getAttribute("href")) ? "index.html" : "";
      var model = R.fromRows(JSON.parse(text), { root: url.replace(/rows\.json$/, ""), end: end });
      if (self.several) R.narrow(model, self.table.dataset.where, self.table.dataset.order);
      else R.narrowTo(model, self.here.columns.id.values.map(function (value) { return value.text; }));
      return model;
    });
  };

  Grid.prototype.show = function () {
    var self = this, view = this.state, mine = ++this.turn, here = this.here;
    var whole = this.several ? this.touched() : view.cols.concat(Object.keys(view.filters), view.sort || [])
      .some(function (name) { return !here.columns[name]; });
    if (whole && this.whole) this.put(this.whole, view);
    else if (!whole) this.put(here, view);
    else this.ready(true).then(function (model) { if (mine === self.turn) self.put(model, view); });
  };

  Grid.prototype.put = function (model, view) {
    var names = view.cols.filter(function (name) { return model.columns[name]; });
    var same = this.model === model && this.shown === names.join();
    this.model = model;
    var rows = model.choose(view, names);
    if (!same) this.view.thaw();
    this.header(names);
    if (this.groups && !this.touched()) this.view.restore(this.groups);
    else this.view.show(rows, function (row) { return model.row(row, names); }, names.length, same);
    if (!same) this.view.fit();
    this.mark(rows);
  };

  /* What is said about the rows on the screen: their number, the order, the conditions. */
  Grid.prototype.mark = function (rows) {
    var self = this, view = this.state, total = this.model === this.here ? this.rows.length : this.model.all().length;
    this.chosen = rows;
    if (this.failed) this.told.textContent = words.failed;
    else if (this.several && !this.touched())
      this.told.textContent = say("sheet", { n: this.rows.length, total: this.total });
    else this.told.textContent = say(rows.length === total ? "total" : "shown", { n: rows.length, total: total });
    if (this.pager) this.pager.hidden = this.touched() && !this.failed;
    Object.keys(this.heads).forEach(function (name) {
      var cell = self.heads[name], filter = cell.querySelector(".rc-filter");
      if (view.sort === name) cell.setAttribute("aria-sort", view.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
      if (filter) filter.classList.toggle("is-on", name in view.filters);
    });
    this.chips.textContent = "";
    Object.keys(view.filters).forEach(function (name) { self.chip(name); });
    var many = Object.keys(view.filters).length;
    if (view.all || many > 1 || (many && (view.q || view.sort))) {
      var item = element("li");
      item.append(this.button(words.clear, function () {
        self.find.value = "";
        self.change({ q: "", filters: {}, sort: "", down: false, all: false }, true);
        self.find.focus();
      }));
      this.chips.append(item);
    }
  };

  Grid.prototype.chip = function (name) {
    var self = this, wanted = this.state.filters[name], type = this.type(name), item = element("li");
    var text = type === "text" ? wanted : type === "choice" ? wanted.map(function (each) {
      return each || words.blank;
    }).join(R.list) : wanted.join("–");
    var chip = this.button(this.titles[name] + R.colon + text, function () {
      self.filter(name, null, true);
      self.find.focus();
    }, say("remove", { name: this.titles[name] }));
    chip.classList.add("rc-chip");
    item.append(chip);
    this.chips.append(item);
  };

  Grid.prototype.copy = function () {
    var self = this, model = this.model, names = this.state.cols, rows = this.chosen;
    R.copy(model, rows, names).then(function () {
      self.told.textContent = say("copied", { n: rows.length });
    }, function (failure) {
      console.warn(failure);
      self.told.textContent = words.not_copied;
    });
  };

  document.querySelectorAll("table.rc-table--issues, table.rc-table--data").forEach(function (table) {
    if (table.tHead && rowsOf(table).length >= FEW) R.grids.push(new Grid(table));
  });
  window.addEventListener("popstate", function () {
    R.grids.forEach(function (grid) { grid.back(false); });
  });
})();
