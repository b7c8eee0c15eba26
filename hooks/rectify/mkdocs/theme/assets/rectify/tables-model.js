/* Tables as data: columns of values, read from the rows on the page or from rows.json; choosing and sorting.

A column has its distinct `values`, each {text, sort, list}, and of each row the `codes` of its value
(none: each row has its own). What is asked of a value is worked out once and not row by row, so that
10,000 rows are filtered between two frames. */
(function () {
  "use strict";
  var R = window.RectifyTables;
  if (R.Model) return;
  var NUMBER = /^-?[\d,]+(\.\d+)?%?$/;
  var FEW = 12; /* so many different texts of a plain table are offered as choices */
  var collator = new Intl.Collator(R.language === "zh" ? "zh-CN" : R.language, { numeric: true });

  R.type = function (name) {
    return name === "day" ? "day" : R.types[name] || "text";
  };

  R.fold = function (text) {
    return text.normalize("NFKC").toLowerCase();
  };

  /* Sort rows and leave those that are alike in their order, as Chromium does by itself from 70 on. */
  function stable(rows, compare) {
    var places = rows.map(function (_, n) { return n; });
    places.sort(function (a, b) { return compare(rows[a], rows[b]) || a - b; });
    return places.map(function (place) { return rows[place]; });
  }

  function Column(name, title, type, values, codes) {
    this.name = name;
    this.title = title;
    this.type = type;
    this.values = values;
    this.codes = codes;
    this.ranked = null;
    this.folded = null;
  }

  Column.prototype.of = function (row) {
    return this.values[this.codes ? this.codes[row] : row];
  };

  /* The texts of a value that can be chosen: those of its parts, or its own. */
  Column.prototype.choices = function (value) {
    return value.list && value.list.length ? value.list : [value.text];
  };

  /* For each value, 1 where a test holds. */
  Column.prototype.match = function (test) {
    var found = new Uint8Array(this.values.length);
    for (var n = 0; n < found.length; n++) found[n] = test(this.values[n]) ? 1 : 0;
    return found;
  };

  /* For each value, 1 where it holds a folded text. */
  Column.prototype.holds = function (text) {
    if (!this.folded) this.folded = this.values.map(function (value) { return R.fold(value.text); });
    var found = new Uint8Array(this.values.length);
    for (var n = 0; n < found.length; n++) found[n] = this.folded[n].indexOf(text) >= 0 ? 1 : 0;
    return found;
  };

  /* For each value, its place in the order of the column; what is empty comes last either way. */
  Column.prototype.ranks = function () {
    if (this.ranked) return this.ranked;
    var order = R.orders[this.name] || [];
    var keys = this.values.map(function (value) {
      if (value.sort !== undefined) return value.sort;
      var place = order.indexOf(value.list ? value.list[0] : value.text);
      return place >= 0 ? place : value.text;
    });
    var places = keys.map(function (_, n) { return n; });
    function compare(a, b) {
      var x = keys[a], y = keys[b];
      if (typeof x === "number" && typeof y === "number") return x - y;
      if (typeof x !== typeof y) return typeof x === "number" ? -1 : 1;
      return collator.compare(x, y);
    }
    places.sort(compare);
    this.ranked = new Int32Array(places.length);
    for (var n = 0, rank = 0; n < places.length; n++) {
      if (n && compare(places[n - 1], places[n])) rank++;
      this.ranked[places[n]] = keys[places[n]] === "" ? -1 : rank;
    }
    return this.ranked;
  };

  function Model(columns, count, row) {
    var self = this;
    this.list = columns;
    this.count = count;
    this.row = row; /* (row, names) -> the row's element */
    this.columns = {};
    columns.forEach(function (column) { self.columns[column.name] = column; });
    this.base = null; /* the rows of the table, where the data has more */
    this.sorted = {};
  }

  Model.prototype.all = function () {
    if (!this.base) {
      this.base = new Int32Array(this.count);
      for (var n = 0; n < this.count; n++) this.base[n] = n;
    }
    return this.base;
  };

  Model.prototype.order = function (name, down) {
    var column = this.columns[name];
    if (!column) return this.all();
    var key = name + (down ? "-" : "+");
    if (!this.sorted[key]) {
      var ranks = column.ranks(), codes = column.codes;
      this.sorted[key] = stable(Array.from(this.all()), function (a, b) {
        var x = ranks[codes ? codes[a] : a], y = ranks[codes ? codes[b] : b];
        if (x < 0 || y < 0) return y < 0 ? (x < 0 ? 0 : -1) : 1;
        return down ? y - x : x - y;
      });
    }
    return this.sorted[key];
  };

  function filterOf(column, wanted) {
    if (column.type === "choice")
      return column.match(function (value) {
        return column.choices(value).some(function (text) { return wanted.indexOf(text) >= 0; });
      });
    if (column.type === "text") return column.holds(R.fold(wanted));
    var number = column.type === "number";
    var from = number && wanted[0] !== "" ? Number(wanted[0]) : wanted[0];
    var to = number && wanted[1] !== "" ? Number(wanted[1]) : wanted[1];
    return column.match(function (value) {
      var is = value.sort;
      return is !== "" && is !== undefined && (from === "" || is >= from) && (to === "" || is <= to);
    });
  }

  /* The rows that a view shows, in its order. */
  Model.prototype.choose = function (view, names) {
    var rows = this.order(view.sort, view.down), columns = this.columns;
    var tests = Object.keys(view.filters).filter(function (name) { return columns[name]; });
    var keep = new Uint8Array(this.count).fill(1);
    tests.forEach(function (name) {
      var found = filterOf(columns[name], view.filters[name]), codes = columns[name].codes;
      for (var n = 0; n < keep.length; n++) if (!found[codes ? codes[n] : n]) keep[n] = 0;
    });
    R.fold(view.q).split(/\s+/).filter(Boolean).forEach(function (term) {
      var any = new Uint8Array(keep.length);
      names.forEach(function (name) {
        var column = columns[name];
        if (!column) return;
        var found = column.holds(term), codes = column.codes;
        for (var n = 0; n < any.length; n++) any[n] |= found[codes ? codes[n] : n];
      });
      for (var n = 0; n < keep.length; n++) keep[n] &= any[n];
    });
    var chosen = [];
    for (var n = 0; n < rows.length; n++) if (keep[rows[n]]) chosen.push(rows[n]);
    return chosen;
  };

  /* What can be chosen in a column, in its order, with how many rows have it. */
  Model.prototype.choices = function (name) {
    var column = this.columns[name], ranks = column.ranks(), found = new Map();
    this.all().forEach(function (row) {
      var code = column.codes ? column.codes[row] : row, value = column.values[code];
      column.choices(value).forEach(function (text) {
        var known = found.get(text);
        if (known) known.count++;
        else found.set(text, { text: text, count: 1, rank: ranks[code] });
      });
    });
    var order = R.orders[name] || [];
    return Array.from(found.values()).sort(function (a, b) {
      if (!a.text || !b.text) return a.text ? -1 : 1;
      var x = order.indexOf(a.text), y = order.indexOf(b.text);
      return x >= 0 && y >= 0 ? x - y : a.rank - b.rank;
    });
  };

  function numbered(value) {
    value.sort = NUMBER.test(value.text) ? Number(value.text.replace(/[,%]/g, "")) : "";
  }

  /* Plain tables tell their columns' types by what stands in them. */
  function guess(values) {
    var filled = values.filter(function (value) { return value.text; });
    if (filled.length && filled.every(function (value) { return value.day; })) return "day";
    if (filled.length && filled.every(function (value) { return NUMBER.test(value.text); })) return "number";
    var different = new Set(filled.map(function (value) { return value.text; }));
    return different.size <= FEW && values.length >= 2 * different.size ? "choice" : "text";
  }

  function read(cell, name) {
    var value = { text: cell.textContent.trim().replace(/\s+/g, " ") };
    var time = cell.querySelector("time"), data = cell.querySelector("data");
    if (time) {
      value.sort = time.getAttribute("datetime");
      value.day = true;
    } else if (data) value.sort = Number(data.getAttribute("value"));
    else if (R.type(name) === "day" || R.type(name) === "number") value.sort = "";
    else if (name === "measures") value.sort = ratio(value.text);
    else if (name === "signal") value.sort = R.colours.indexOf(cell.firstElementChild.className.split("--")[1]);
    else if (name === "flags")
      value.list = Array.from(cell.children).map(function (each) { return each.textContent; });
    return value;
  }

  function ratio(text) {
    var parts = text.split("/");
    return Number(parts[0]) / Math.max(1, Number(parts[1]));
  }

  R.names = function (table) {
    return Array.from(table.tHead.rows[0].cells).map(function (cell, n) {
      var named = /rc-col--([a-z_]+)/.exec(cell.className);
      return named && table.classList.contains("rc-table--issues") ? named[1] : "c" + (n + 1);
    });
  };

  /* The rows that stand on the page. */
  R.fromPage = function (names, titles, rows, issues, types) {
    var columns = names.map(function (name, place) {
      var values = rows.map(function (row) { return read(row.cells[place], issues ? name : ""); });
      var type = issues ? R.type(name) : types ? types[place] : guess(values);
      if (!issues && type === "number") values.forEach(numbered);
      return new Column(name, titles[place], type, values, null);
    });
    var usual = names.join();
    return new Model(columns, rows.length, function (row, chosen) {
      if (chosen.join() === usual) return rows[row];
      var made = document.createElement("tr");
      chosen.forEach(function (name) { made.append(rows[row].cells[names.indexOf(name)].cloneNode(true)); });
      return made;
    });
  };

  /* All rows of a table that has no data file, from the other sheets of its page. */
  R.otherSheets = function (grid, read) {
    var links = Array.from(grid.pager.querySelectorAll("a[href]")).map(function (link) { return link.href; });
    var numbered = links.find(function (link) { return /sheet\/\d+\//.test(link); });
    var one = links.find(function (link) { return !/sheet\/\d+\//.test(link); }) || location.href;
    var here = Number((/sheet\/(\d+)\//.exec(location.pathname) || [0, 1])[1]);
    var size = grid.pager.dataset.rows, wanted = [];
    for (var n = 1; n <= Math.ceil(grid.total / size); n++)
      wanted.push(n === 1 ? one : numbered.replace(/sheet\/\d+\//, "sheet/" + n + "/"));
    return Promise.all(wanted.map(function (url, n) {
      return n + 1 === here ? grid.rows : read(url).then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        return Array.from(page.querySelectorAll("table[data-total] > tbody > tr"), function (row) {
          row.querySelectorAll("a[href]").forEach(function (link) {
            link.href = new URL(link.getAttribute("href"), url).href;
          });
          return document.adoptNode(row);
        });
      });
    })).then(function (sheets) {
      var rows = [].concat.apply([], sheets);
      var titles = grid.usual.map(function (name) { return grid.titles[name]; });
      var types = grid.usual.map(function (name) { return grid.here.columns[name].type; });
      return R.fromPage(grid.usual, titles, rows, false, types);
    });
  };

  function unpacked(column, count) {
    if (!column.each && !column.at && !column.runs) return null;
    if (column.at) return Int32Array.from(column.at);
    var codes = new Int32Array(count), end = 0;
    if (column.each) for (; end < count; end++) codes[end] = column.each.charCodeAt(end) - 48;
    else
      for (var n = 0; n < column.runs.length; n += 2) {
        codes.fill(column.runs[n + 1], end, end + column.runs[n]);
        end += column.runs[n];
      }
    return codes;
  }

  function told(name, column) {
    return function (given) {
      if (typeof given === "number") {
        var cents = given % 1 ? 2 : 0;
        var shown = given.toLocaleString("en-US", { minimumFractionDigits: cents, maximumFractionDigits: cents });
        return { text: column.shown.replace("{amount}", shown), sort: given };
      }
      if (typeof given === "string") {
        var value = { text: given };
        if (name === "measures") value.sort = ratio(given);
        else if (R.type(name) !== "text") value.sort = given;
        return value;
      }
      var key = given[0], text = given[1];
      if (name === "flags") return { text: text.join(""), list: text, key: key };
      if (name === "signal") return { text: text, key: key, sort: R.colours.indexOf(key) };
      if (R.type(name) === "day" || R.type(name) === "number") return { text: text, sort: key };
      return { text: text, key: key };
    };
  }

  /* All rows of a campaign. `links` leads from the page to the campaign's pages. */
  R.fromRows = function (data, links) {
    var columns = Object.keys(data.columns).map(function (name) {
      var column = data.columns[name];
      return new Column(
        name, R.columns[name], R.type(name), column.values.map(told(name, column)),
        unpacked(column, data.count)
      );
    });
    var model = new Model(columns, data.count, function (row, chosen) {
      var made = document.createElement("tr");
      chosen.forEach(function (name) {
        var cell = made.insertCell();
        cell.className = "rc-col--" + name;
        R.cell(cell, name, model.columns[name].of(row), model.columns.id.of(row).text, links);
      });
      return made;
    });
    return model;
  };

  /* Whether a value is what a condition asks for: one of its keys, or a number within a span. */
  function asked(wanted) {
    var span = wanted.split("..");
    if (span.length < 2) return function (value) { return [].concat(value.key).indexOf(wanted) >= 0; };
    var least = span[0] === "" ? -Infinity : Number(span[0]), most = span[1] === "" ? Infinity : Number(span[1]);
    return function (value) { return value.sort !== "" && value.sort >= least && value.sort <= most; };
  }

  /* Narrow a campaign's rows to those of a table, as selections.py writes it, in the table's order. */
  R.narrow = function (model, where, order) {
    var rows = Array.from(model.all());
    where.split(";").filter(Boolean).forEach(function (condition) {
      var not = condition.charAt(0) === "!", place = condition.indexOf(":");
      var column = model.columns[condition.slice(not ? 1 : 0, place)];
      var found = column.match(asked(condition.slice(place + 1)));
      rows = rows.filter(function (row) { return !!found[column.codes ? column.codes[row] : row] !== not; });
    });
    if (order)
      rows = stable(rows, function (a, b) {
        var x = model.columns[order].of(a).sort, y = model.columns[order].of(b).sort;
        return x < y ? -1 : x > y ? 1 : 0;
      });
    model.base = Int32Array.from(rows);
  };

  /* The same, by the ids of the issues on the page. */
  R.narrowTo = function (model, ids) {
    var place = new Map();
    model.all().forEach(function (row) { place.set(model.columns.id.of(row).text, row); });
    model.base = Int32Array.from(ids, function (id) { return place.get(id); });
  };

  R.Model = Model;
})();
