/* Tables as data: columns of values, choosing and sorting, views as addresses and as copies. It knows no page.

A column has its distinct `values`, each {text, sort, list, key, day}, and of each row the `codes` of its value
(none: each row has its own). What is asked of a value is worked out once and not row by row, so that
10,000 rows are filtered between two frames. */
(() => {
  "use strict";
  const R = RectifyTables;
  if (R.Model) return;
  const NUMBER = /^-?[\d,]+(\.\d+)?%?$/;
  const FEW = 12; /* so many different texts of a plain table are offered as choices */
  const { fold, escape } = RectifyText;
  const collator = new Intl.Collator(R.language === "zh" ? "zh-CN" : R.language, { numeric: true });

  R.type = name => name === "day" ? "day" : R.types[name] || "text";

  /* Sort rows and leave those that are alike in their order, as Chromium does by itself from 70 on. */
  function stable(rows, compare) {
    const places = rows.map((_, n) => n);
    places.sort((a, b) => compare(rows[a], rows[b]) || a - b);
    return places.map(place => rows[place]);
  }

  class Column {
    constructor(name, title, type, values, codes) {
      this.name = name;
      this.title = title;
      this.type = type;
      this.values = values;
      this.codes = codes;
      this.ranked = null;
      this.folded = null;
    }

    of(row) {
      return this.values[this.codes ? this.codes[row] : row];
    }

    /* The texts of a value that can be chosen: those of its parts, or its own. */
    choices(value) {
      return value.list && value.list.length ? value.list : [value.text];
    }

    /* For each value, 1 where a test holds. */
    match(test) {
      const found = new Uint8Array(this.values.length);
      for (let n = 0; n < found.length; n++) found[n] = test(this.values[n]) ? 1 : 0;
      return found;
    }

    /* For each value, 1 where it holds a folded text. */
    holds(text) {
      if (!this.folded) this.folded = this.values.map(value => fold(value.text));
      const found = new Uint8Array(this.values.length);
      for (let n = 0; n < found.length; n++) found[n] = this.folded[n].includes(text) ? 1 : 0;
      return found;
    }

    /* For each value, 1 where it is what a filter wants: some of the choices, a text, a span. */
    wanted(wanted) {
      if (this.type === "choice")
        return this.match(value => this.choices(value).some(text => wanted.includes(text)));
      if (this.type === "text") return this.holds(fold(wanted));
      const [from, to] = wanted.map(end => this.type === "number" && end !== "" ? Number(end) : end);
      return this.match(value => {
        const is = value.sort;
        return is !== "" && is !== undefined && (from === "" || is >= from) && (to === "" || is <= to);
      });
    }

    /* For each value, its place in the order of the column; what is empty comes last either way. */
    ranks() {
      if (this.ranked) return this.ranked;
      const order = R.orders[this.name] || [];
      const keys = this.values.map(value => {
        if (value.sort !== undefined) return value.sort;
        const place = order.indexOf(value.list ? value.list[0] : value.text);
        return place >= 0 ? place : value.text;
      });
      const places = keys.map((_, n) => n);
      function compare(a, b) {
        const x = keys[a], y = keys[b];
        if (typeof x === "number" && typeof y === "number") return x - y;
        if (typeof x !== typeof y) return typeof x === "number" ? -1 : 1;
        return collator.compare(x, y);
      }
      places.sort(compare);
      this.ranked = new Int32Array(places.length);
      for (let n = 0, rank = 0; n < places.length; n++) {
        if (n && compare(places[n - 1], places[n])) rank++;
        this.ranked[places[n]] = keys[places[n]] === "" ? -1 : rank;
      }
      return this.ranked;
    }
  }

  class Model {
    constructor(columns, count) {
      this.list = columns;
      this.count = count;
      this.columns = {};
      columns.forEach(column => { this.columns[column.name] = column; });
      this.base = null; /* the rows of the table, where the data has more */
      this.sorted = {};
    }

    all() {
      if (!this.base) {
        this.base = new Int32Array(this.count);
        for (let n = 0; n < this.count; n++) this.base[n] = n;
      }
      return this.base;
    }

    order(name, down) {
      const column = this.columns[name];
      if (!column) return this.all();
      const key = name + (down ? "-" : "+");
      if (!this.sorted[key]) {
        const ranks = column.ranks(), codes = column.codes;
        this.sorted[key] = stable(Array.from(this.all()), (a, b) => {
          const x = ranks[codes ? codes[a] : a], y = ranks[codes ? codes[b] : b];
          if (x < 0 || y < 0) return y < 0 ? (x < 0 ? 0 : -1) : 1;
          return down ? y - x : x - y;
        });
      }
      return this.sorted[key];
    }

    /* The rows that a view shows, in its order. */
    choose(view, names) {
      const rows = this.order(view.sort, view.down), columns = this.columns;
      const keep = new Uint8Array(this.count).fill(1);
      Object.keys(view.filters).filter(name => columns[name]).forEach(name => {
        const found = columns[name].wanted(view.filters[name]), codes = columns[name].codes;
        for (let n = 0; n < keep.length; n++) if (!found[codes ? codes[n] : n]) keep[n] = 0;
      });
      RectifyText.terms(view.q).forEach(term => {
        const any = new Uint8Array(keep.length);
        names.filter(name => columns[name]).forEach(name => {
          const found = columns[name].holds(term), codes = columns[name].codes;
          for (let n = 0; n < any.length; n++) any[n] |= found[codes ? codes[n] : n];
        });
        for (let n = 0; n < keep.length; n++) keep[n] &= any[n];
      });
      const chosen = [];
      for (let n = 0; n < rows.length; n++) if (keep[rows[n]]) chosen.push(rows[n]);
      return chosen;
    }

    /* What can be chosen in a column, in its order, with how many rows have it. */
    choices(name) {
      const column = this.columns[name], ranks = column.ranks(), found = new Map();
      this.all().forEach(row => {
        const code = column.codes ? column.codes[row] : row;
        column.choices(column.values[code]).forEach(text => {
          const known = found.get(text);
          if (known) known.count++;
          else found.set(text, { text, count: 1, rank: ranks[code] });
        });
      });
      const order = R.orders[name] || [];
      return Array.from(found.values()).sort((a, b) => {
        if (!a.text || !b.text) return a.text ? -1 : 1;
        const x = order.indexOf(a.text), y = order.indexOf(b.text);
        return x >= 0 && y >= 0 ? x - y : a.rank - b.rank;
      });
    }

    /* Narrow a campaign's rows to those of a table, as selections.py writes it, in the table's order. */
    narrow(where, order) {
      let rows = Array.from(this.all());
      where.split(";").filter(Boolean).forEach(condition => {
        const not = condition.charAt(0) === "!", place = condition.indexOf(":");
        const column = this.columns[condition.slice(not ? 1 : 0, place)];
        const found = column.match(asked(condition.slice(place + 1)));
        rows = rows.filter(row => Boolean(found[column.codes ? column.codes[row] : row]) !== not);
      });
      if (order)
        rows = stable(rows, (a, b) => {
          const x = this.columns[order].of(a).sort, y = this.columns[order].of(b).sort;
          return x < y ? -1 : x > y ? 1 : 0;
        });
      this.base = Int32Array.from(rows);
    }

    /* The same, by the ids of the issues on the page. */
    narrowTo(ids) {
      const place = new Map();
      this.all().forEach(row => { place.set(this.columns.id.of(row).text, row); });
      this.base = Int32Array.from(ids, id => place.get(id));
    }
  }

  /* Whether a value is what a condition asks for: one of its keys, or a number within a span. */
  function asked(wanted) {
    const span = wanted.split("..");
    if (span.length < 2) return value => [].concat(value.key).includes(wanted);
    const least = span[0] === "" ? -Infinity : Number(span[0]), most = span[1] === "" ? Infinity : Number(span[1]);
    return value => value.sort !== "" && value.sort >= least && value.sort <= most;
  }

  /* Plain tables tell their columns' types by what stands in them. */
  function guess(values) {
    const filled = values.filter(value => value.text);
    if (filled.length && filled.every(value => value.day)) return "day";
    if (filled.length && filled.every(value => NUMBER.test(value.text))) return "number";
    const different = new Set(filled.map(value => value.text));
    return different.size <= FEW && values.length >= 2 * different.size ? "choice" : "text";
  }

  /* A column of a plain table; its type is guessed where it is not known from elsewhere. */
  R.plain = (name, title, values, known) => {
    const type = known || guess(values);
    if (type === "number")
      values.forEach(value => {
        value.sort = NUMBER.test(value.text) ? Number(value.text.replace(/[,%]/g, "")) : "";
      });
    return new Column(name, title, type, values, null);
  };

  /* A share as a number: "2/3" measures. */
  R.ratio = text => {
    const [done, all] = text.split("/");
    return Number(done) / Math.max(1, Number(all));
  };

  function unpacked(column, count) {
    if (!column.each && !column.at && !column.runs) return null;
    if (column.at) return Int32Array.from(column.at);
    const codes = new Int32Array(count);
    let end = 0;
    if (column.each) for (; end < count; end++) codes[end] = column.each.charCodeAt(end) - 48;
    else
      for (let n = 0; n < column.runs.length; n += 2) {
        codes.fill(column.runs[n + 1], end, end + column.runs[n]);
        end += column.runs[n];
      }
    return codes;
  }

  /* An amount of money to the cent. */
  function exact(column, given) {
    const cents = given % 1 ? 2 : 0;
    const shown = given.toLocaleString("en-US", { minimumFractionDigits: cents, maximumFractionDigits: cents });
    return column.shown.replace("{amount}", shown);
  }

  /* A value of rows.json, as exports/rows.py writes it. */
  function told(name, column, given) {
    if (typeof given === "number") return { text: exact(column, given), sort: given };
    if (typeof given === "string") {
      if (name === "measures") return { text: given, sort: R.ratio(given) };
      return R.type(name) === "text" ? { text: given } : { text: given, sort: given };
    }
    const [key, text] = given;
    if (name === "flags") return { text: text.join(""), list: text, key };
    if (Array.isArray(text)) return { text: text.join(R.list), list: text, key };
    if (name === "signal") return { text, key, sort: R.colours.indexOf(key) };
    if (column.shown) return { text, sort: key, title: exact(column, key) };
    if (R.type(name) === "day" || R.type(name) === "number") return { text, sort: key };
    return { text, key };
  }

  /* All rows of a campaign. */
  R.fromRows = data => {
    const columns = Object.keys(data.columns).map(name => {
      const column = data.columns[name], values = column.values.map(given => told(name, column, given));
      return new Column(name, R.columns[name], R.type(name), values, unpacked(column, data.count));
    });
    return new Model(columns, data.count);
  };

  /* The view that an address tells. `known`: the columns that can be shown, and `type` of each; `usual`: those
     that are shown if nothing is said. */
  R.viewOf = (query, prefix, known, type, usual) => {
    const get = name => query.get(prefix + name) || "";
    const columns = get("cols").split(",").filter(name => known.includes(name));
    const view = {
      q: get("find"), sort: get("sort").replace(/^-/, ""), down: get("sort")[0] === "-", filters: {},
      cols: columns.length ? columns : usual, all: Boolean(get("all")),
    };
    known.forEach(name => {
      const given = query.getAll(prefix + name).filter(Boolean);
      if (!given.length) return;
      if (type(name) === "choice") view.filters[name] = given.map(text => text === "-" ? "" : text);
      else if (type(name) === "text") view.filters[name] = given[0];
      else view.filters[name] = `${given[0]}..`.split("..").slice(0, 2);
    });
    if (!known.includes(view.sort)) view.sort = "";
    return view;
  };

  /* Write a view into the query of an address. */
  R.tellView = (view, query, prefix, known, type, usual) => {
    ["find", "sort", "cols", "all"].concat(known).forEach(name => { query.delete(prefix + name); });
    if (view.q) query.set(`${prefix}find`, view.q); /* the theme takes "q" for its search */
    if (view.sort) query.set(`${prefix}sort`, (view.down ? "-" : "") + view.sort);
    if (view.cols.join() !== usual.join()) query.set(`${prefix}cols`, view.cols.join());
    if (view.all) query.set(`${prefix}all`, "1");
    Object.keys(view.filters).forEach(name => {
      const wanted = view.filters[name];
      if (type(name) === "choice") wanted.forEach(text => { query.append(prefix + name, text || "-"); });
      else query.set(prefix + name, type(name) === "text" ? wanted : wanted.join(".."));
    });
  };

  /* Days and numbers are copied as such; a text stays one, whatever a spreadsheet would make of it. */
  function copied(column, value) {
    if (column.type === "day") return { text: value.sort || "" };
    if (column.name === "amount") return { text: String(value.sort) };
    if (column.type === "number" && column.name !== "days") return { text: value.text };
    return { text: value.text.replace(/\s+/g, " "), fixed: true };
  }

  /* Rows as a spreadsheet takes them from the clipboard: as text and as HTML. */
  R.copied = (model, rows, names) => {
    const columns = names.map(name => model.columns[name]);
    const titles = columns.map(column => column.title);
    const plain = [titles.join("\t")];
    const html = [
      "<meta charset='utf-8'><table border='1'><tr>",
      titles.map(title => `<th>${escape(title)}</th>`).join(""),
      "</tr>",
    ];
    rows.forEach(row => {
      const cells = columns.map(column => copied(column, column.of(row)));
      plain.push(cells.map(({ text, fixed }) => fixed && /^[=+@-]/.test(text) ? `'${text}` : text).join("\t"));
      const each = cells.map(({ text, fixed }) => {
        const start = fixed ? "<td style=\"mso-number-format:'\\@'\">" : "<td>";
        return `${start}${escape(text)}</td>`;
      });
      html.push("<tr>", each.join(""), "</tr>");
    });
    html.push("</table>");
    return { plain: `${plain.join("\r\n")}\r\n`, html: html.join("") };
  };

  R.Column = Column;
  R.Model = Model;
})();
