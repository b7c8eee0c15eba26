/* Finds pages by any run of two or more characters, in the files that rectify/search/ writes. */
var RectifySearch = (function () {
  "use strict";

  var MOST_PAIRS = 5; /* the texts decide anyway; more pairs would only be more bytes */

  /* As search/documents.py folds: character by character, white space as one space. */
  function foldSign(sign) {
    return sign.normalize("NFKC").toLowerCase();
  }

  function fold(text) {
    return Array.from(text, foldSign).join("").replace(/\s+/g, " ").trim();
  }

  function escape(text) {
    return text.replace(/[&<>"]/g, function (sign) {
      return { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[sign];
    });
  }

  /* A folded text that knows where each of its characters stood. */
  function chart(text) {
    var folded = "";
    var at = [];
    var place = 0;
    for (var sign of text) {
      var made = /\s/.test(sign) ? (folded === "" || folded.endsWith(" ") ? "" : " ") : foldSign(sign);
      for (var i = 0; i < made.length; i++) at.push([place, place + sign.length]);
      folded += made;
      place += sign.length;
    }
    return { folded: folded, at: at };
  }

  /* Where the terms stand in a text: [start, end] in order, none overlapping. */
  function marks(text, terms) {
    var charted = chart(text);
    var found = [];
    terms.forEach(function (term) {
      var from = charted.folded.indexOf(term);
      while (from >= 0) {
        found.push([charted.at[from][0], charted.at[from + term.length - 1][1]]);
        from = charted.folded.indexOf(term, from + term.length);
      }
    });
    found.sort(function (a, b) { return a[0] - b[0]; });
    return found.filter(function (mark, number) {
      return !found.slice(0, number).some(function (other) { return other[1] > mark[0]; });
    });
  }

  /* A stretch of a text as HTML with the terms marked; the whole of it without a width. */
  function marked(text, terms, width) {
    var found = marks(text, terms);
    var start = 0;
    var end = text.length;
    if (width && text.length > width) {
      start = found.length ? Math.max(0, found[0][0] - Math.floor(width / 4)) : 0;
      end = Math.min(text.length, start + width);
    }
    var html = start > 0 ? "…" : "";
    var done = start;
    found.forEach(function (mark) {
      if (mark[0] < done || mark[1] > end) return;
      html += escape(text.slice(done, mark[0])) + "<mark>" + escape(text.slice(mark[0], mark[1])) + "</mark>";
      done = mark[1];
    });
    return html + escape(text.slice(done, end)) + (end < text.length ? "…" : "");
  }

  function shardOf(first, second, shards) {
    var mixed = Math.imul(first * 31 + second, 0x9e3779b1) >>> 0;
    return Math.floor((mixed * shards) / 4294967296);
  }

  /* The pairs of characters that a query is looked up by: all of a short one, spread over a long one. */
  function pairsOf(terms) {
    var all = [];
    terms.forEach(function (term) {
      var signs = Array.from(term);
      var own = [];
      for (var i = 0; i + 1 < signs.length; i += 2) own.push([signs[i], signs[i + 1]]);
      if (signs.length % 2 && signs.length > 2) own.push(signs.slice(-2));
      all = all.concat(own);
    });
    if (all.length <= MOST_PAIRS) return all;
    return Array.from({ length: MOST_PAIRS }, function (_, i) {
      return all[Math.round((i * (all.length - 1)) / (MOST_PAIRS - 1))];
    });
  }

  /* Documents of a block as search/blocks.py writes them, counted from a place in a list; the place after. */
  function tallyBlock(list, at, many, start, size, counts) {
    if (many === 0) {
      for (var number = 0; number < size; number++)
        if (list[at + (number >> 3)] & (1 << (number & 7))) counts[start + number]++;
      return at + Math.ceil(size / 8);
    }
    var wide = size > 256;
    for (; many > 0; many--) {
      counts[start + list[at] + (wide ? 256 * list[at + 1] : 0)]++;
      at += wide ? 2 : 1;
    }
    return at;
  }

  /* A list of documents as search/files.py writes it, counted into tallies. */
  function tally(list, starts, anywhere, titles) {
    var at = 0;
    while (at < list.length) {
      var block = 0;
      var factor = 1;
      for (; list[at] & 0x80; factor *= 128) block += (list[at++] & 0x7f) * factor;
      block += list[at++] * factor;
      var size = starts[block + 1] - starts[block];
      var many = list[at++];
      at = tallyBlock(list, at, many & 0x7f, starts[block], size, anywhere);
      if (many & 0x80) at = tallyBlock(list, at + 1, list[at], starts[block], size, titles);
    }
  }

  function Search(root) {
    this.root = root;
    this.files = new Map();
    this.head = null;
  }

  /* A file of the index: asked for once, and never out of a stale cache. */
  Search.prototype.file = function (name, read) {
    var files = this.files;
    if (!files.has(name)) {
      var coming = fetch(new URL("search/" + name, this.root), { cache: "no-cache" }).then(function (answer) {
        if (!answer.ok) throw new Error(name + ": " + answer.status);
        return answer[read]();
      });
      coming.catch(function () { files.delete(name); });
      files.set(name, coming);
    }
    return files.get(name);
  };

  /* Reads what the index is made of; a head that is at hand is taken as it is. */
  Search.prototype.open = async function (head) {
    if (this.head) return this.head;
    this.head = head || (await this.file("search_index.json", "json")).docs;
    var starts = (this.starts = [0]);
    this.head.blocks.forEach(function (size, block) { starts.push(starts[block] + size); });
    var count = (this.count = starts[starts.length - 1]);
    this.facets = {};
    Object.keys(this.head.facets).forEach(function (name) {
      var runs = this.head.facets[name].runs || [];
      var each = this.head.facets[name].each || "";
      var values = Uint16Array.from({ length: count }, function (_, i) { return each.charCodeAt(i) - 48; });
      for (var i = 0, at = 0; i < runs.length; i += 2) {
        values.fill(runs[i + 1], at, at + runs[i]);
        at += runs[i];
      }
      this.facets[name] = values;
    }, this);
    return this.head;
  };

  /* The name of a document's unit, status or campaign. */
  Search.prototype.named = function (facet, number) {
    return this.head.facets[facet].values[this.facets[facet][number]][1];
  };

  /* The block in which a document stands. */
  Search.prototype.blockOf = function (number) {
    var low = 0;
    var high = this.starts.length - 1;
    while (high - low > 1) {
      var middle = (low + high) >> 1;
      if (this.starts[middle] <= number) low = middle;
      else high = middle;
    }
    return low;
  };

  /* The list of a pair. */
  Search.prototype.list = async function (pair) {
    var number = shardOf(pair[0].codePointAt(0), pair[1].codePointAt(0), this.head.shards);
    var raw = await this.file("pairs/" + number.toString(16) + ".bin", "arrayBuffer");
    var length = new DataView(raw).getUint32(0);
    var known = JSON.parse(new TextDecoder().decode(new Uint8Array(raw, 4, length)));
    var signs = Array.from(known[0]);
    var start = 4 + length;
    for (var i = 0; i < known[1].length; i++) {
      if (signs[2 * i] === pair[0] && signs[2 * i + 1] === pair[1]) return new Uint8Array(raw, start, known[1][i]);
      start += known[1][i];
    }
    return new Uint8Array(0);
  };

  /* What a query finds. wanted: {unit: id, status: id, campaign: id}, each of which may be empty. */
  Search.prototype.find = async function (query, wanted) {
    var head = await this.open();
    var terms = fold(query).split(" ").filter(Boolean);
    var pairs = pairsOf(terms);
    if (!pairs.length) return new Results(this, terms, [], terms.length > 0);
    var search = this;
    var lists = await Promise.all(pairs.map(this.list, this));
    var anywhere = new Uint8Array(this.count);
    var titles = new Uint8Array(this.count);
    lists.forEach(function (list) { tally(list, search.starts, anywhere, titles); });
    var asked = Object.keys(wanted || {}).filter(function (name) { return wanted[name]; });
    var places = asked.map(function (name) {
      return head.facets[name].values.findIndex(function (value) { return value[0] === wanted[name]; });
    });
    var first = [];
    var rest = [];
    for (var number = 0; number < this.count; number++) {
      if (anywhere[number] < pairs.length) continue;
      if (asked.some(function (name, i) { return search.facets[name][number] !== places[i]; })) continue;
      (titles[number] === pairs.length ? first : rest).push(number);
    }
    return new Results(this, terms, first.concat(rest), false);
  };

  /* Candidates in their order, of which texts are fetched and looked through as they are asked for. */
  function Results(search, terms, candidates, short) {
    this.search = search;
    this.terms = terms;
    this.candidates = candidates;
    this.short = short; /* nothing was looked for: all terms have one character */
    this.looked = 0;
    this.found = 0;
    this.sure = terms.every(function (term) { return Array.from(term).length === 2; });
  }

  /* How many there are, or may be at most as long as not all are looked through. */
  Results.prototype.total = function () {
    return this.found + this.candidates.length - this.looked;
  };

  Results.prototype.exact = function () {
    return this.sure || this.looked === this.candidates.length;
  };

  /* The next results, at most so many. */
  Results.prototype.next = async function (most) {
    var hits = [];
    while (hits.length < most && this.looked < this.candidates.length) {
      var some = this.candidates.slice(this.looked, this.looked + most - hits.length);
      this.looked += some.length;
      var read = await Promise.all(some.map(this.read, this));
      hits = hits.concat(read.filter(Boolean));
      this.found += read.filter(Boolean).length;
    }
    return hits;
  };

  Results.prototype.read = async function (number) {
    var search = this.search;
    var terms = this.terms;
    var block = search.blockOf(number);
    var place = number - search.starts[block];
    var name = "texts/" + block.toString(16) + "/" + Math.floor(place / search.head.chunk).toString(16) + ".json";
    var record = (await search.file(name, "json"))[place % search.head.chunk];
    var unit = search.named("unit", number);
    var folded = [record[1], unit].concat(record[2]).map(fold);
    var there = function (term) {
      return folded.some(function (text) { return text.includes(term); });
    };
    if (!terms.every(there)) return null;
    var best = record[2].reduce(function (best, text, i) {
      var many = terms.filter(function (term) { return folded[i + 2].includes(term); }).length;
      return many > best.many ? { text: text, many: many } : best;
    }, { text: record[2][0] || "", many: 0 });
    return {
      url: record[0],
      title: marked(record[1], terms),
      text: marked(best.text, terms, 120),
      unit: unit,
      status: search.named("status", number),
      campaign: search.named("campaign", number),
    };
  };

  Search.escape = escape;
  return Search;
})();
