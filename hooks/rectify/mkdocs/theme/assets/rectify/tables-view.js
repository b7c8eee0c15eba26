/* Tables on the screen: cells made from data, rows put up in blocks, of which only those in sight are filled. */
(function () {
  "use strict";
  var R = window.RectifyTables;
  if (R.View) return;
  var BLOCK = 40; /* rows */
  var PLAIN = 240; /* so many rows are put up at once */
  var AHEAD = 500; /* pixels above and below the window that are filled too */

  R.element = function (name, cls, text) {
    var made = document.createElement(name);
    if (cls) made.className = cls;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  function link(cell, text, cls, href) {
    var made = R.element("a", cls, text);
    made.href = href;
    cell.append(made);
  }

  /* What a column's `cell` shows of a value, from the data. */
  R.cell = function (cell, name, value, id, links) {
    function to(folder, key) {
      return links.root + folder + "/" + encodeURIComponent(key) + "/" + links.end;
    }
    var look = R.looks[name] || [""], kind = look[0], what = look[1] || "";
    if (kind === "issue") link(cell, value.text, what, to("issues", id));
    else if (kind === "link" && value.key) link(cell, value.text, "", to(what, value.key));
    else if (kind === "mark" && value.list)
      value.list.forEach(function (text, n) {
        cell.append(R.element("span", what + " " + what + "--" + value.key[n], text));
      });
    else if (kind === "mark") cell.append(R.element("span", what + " " + what + "--" + value.key, value.text));
    else if (kind === "day" && value.sort) {
      var time = R.element("time", "", value.text);
      time.dateTime = value.sort;
      cell.append(time);
    } else cell.textContent = value.text;
  };

  function View(table) {
    this.table = table;
    this.box = table.parentNode;
    this.height = 30;
    this.blocks = [];
    this.watch = null;
    this.frozen = false;
    var self = this;
    window.addEventListener("beforeprint", function () { self.fillAll(); });
    window.addEventListener("afterprint", function () { if (self.watch) self.observe(); });
    window.addEventListener("resize", function () { self.fit(); });
  }

  /* A header sticks to the window where the table fits, and to its own box where it must be moved sideways. */
  View.prototype.fit = function () {
    this.thaw();
    this.box.classList.remove("rc-scroll--fits", "rc-scroll--box");
    var fits = this.table.offsetWidth <= this.box.clientWidth;
    this.box.classList.add(fits ? "rc-scroll--fits" : "rc-scroll--box");
    if (this.blocks.length > 1) this.freeze();
    if (this.watch) this.observe();
  };

  /* Keep the widths of columns while other rows come and go. */
  View.prototype.freeze = function () {
    var cells = Array.from(this.table.tHead.rows[0].cells);
    var widths = cells.map(function (cell) { return cell.getBoundingClientRect().width; });
    cells.forEach(function (cell, n) { cell.style.width = widths[n] + "px"; });
    this.table.classList.add("rc-table--frozen");
    this.frozen = true;
  };

  View.prototype.thaw = function () {
    if (!this.frozen) return;
    Array.from(this.table.tHead.rows[0].cells).forEach(function (cell) { cell.style.width = ""; });
    this.table.classList.remove("rc-table--frozen");
    this.frozen = false;
  };

  /* Put up rows: `make(row)` gives the element of each. `same`: the columns are those of before. */
  View.prototype.show = function (rows, make, span, same) {
    var self = this, many = rows.length > PLAIN, size = many ? BLOCK : Math.max(rows.length, 1);
    if (this.watch) this.watch.disconnect();
    this.watch = null;
    if (!same || !many) this.thaw();
    this.blocks = [];
    for (var start = 0; start < rows.length; start += size) {
      this.blocks.push({ start: start, end: Math.min(rows.length, start + size), filled: false, height: 0 });
    }
    this.make = make;
    this.rows = rows;
    this.span = span;
    var bodies = this.blocks.map(function (block) {
      block.body = document.createElement("tbody");
      return block.body;
    });
    if (!bodies.length) {
      var body = document.createElement("tbody"), cell = body.insertRow().insertCell();
      cell.colSpan = span;
      cell.className = "rc-table__nothing";
      cell.textContent = R.words.nothing;
      bodies.push(body);
    }
    this.blocks.forEach(function (block, n) {
      if (n === 0) self.fill(block);
      else self.empty(block);
    });
    Array.from(this.table.tBodies).forEach(function (each) { each.remove(); });
    this.table.append.apply(this.table, bodies);
    if (many) {
      this.table.setAttribute("aria-rowcount", rows.length + 1);
      if (!same || !this.frozen) {
        this.freeze();
        this.height = this.blocks[0].body.getBoundingClientRect().height / BLOCK || this.height;
        this.blocks.slice(1).forEach(function (block) { self.empty(block); });
      }
      this.observe();
    } else this.table.removeAttribute("aria-rowcount");
  };

  /* Put rows back into their groups. */
  View.prototype.restore = function (groups) {
    if (this.watch) this.watch.disconnect();
    this.watch = null;
    this.thaw();
    this.blocks = [];
    Array.from(this.table.tBodies).forEach(function (each) { each.remove(); });
    groups.forEach(function (group) {
      group.body.append.apply(group.body, group.rows);
      this.table.append(group.body);
    }, this);
    this.table.removeAttribute("aria-rowcount");
  };

  View.prototype.observe = function () {
    var self = this, boxed = this.box.classList.contains("rc-scroll--box");
    if (this.watch) this.watch.disconnect();
    this.watch = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        var block = self.blocks.find(function (each) { return each.body === entry.target; });
        if (!block) return;
        if (entry.isIntersecting) self.fill(block);
        else if (block.filled && !block.body.contains(document.activeElement)) {
          block.height = entry.boundingClientRect.height;
          self.empty(block);
        }
      });
    }, { root: boxed ? this.box : null, rootMargin: AHEAD + "px 0px" });
    this.blocks.forEach(function (block) { self.watch.observe(block.body); });
  };

  View.prototype.fill = function (block) {
    if (block.filled) return;
    block.filled = true;
    var made = document.createDocumentFragment();
    for (var n = block.start; n < block.end; n++) {
      var row = this.make(this.rows[n]);
      if (this.blocks.length > 1) row.setAttribute("aria-rowindex", n + 2);
      made.append(row);
    }
    block.body.textContent = "";
    block.body.append(made);
  };

  View.prototype.empty = function (block) {
    block.filled = false;
    var row = document.createElement("tr"), cell = row.insertCell();
    row.className = "rc-table__gap";
    row.setAttribute("aria-hidden", "true");
    cell.colSpan = this.span;
    cell.style.height = (block.height || (block.end - block.start) * this.height) + "px";
    block.body.textContent = "";
    block.body.append(row);
  };

  View.prototype.fillAll = function () {
    var self = this;
    this.blocks.forEach(function (block) { self.fill(block); });
  };

  R.View = View;
})();
