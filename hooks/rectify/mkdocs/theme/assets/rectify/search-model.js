/* Finds pages by any run of two or more characters, in the files that rectify/search/ writes.

`files` reads them: `json(name)` promises what a file of JSON holds, `pairs(name)` the lists of a file of
pairs as {known: [pairs, lengths], lists}. */
const RectifySearch = (() => {
  "use strict";

  const MOST_PAIRS = 5; /* the texts decide anyway; more pairs would only be more bytes */
  const { fold, escape } = RectifyText;

  /* Where the terms stand in a text: [start, end] in order, none overlapping. */
  function marks(text, terms) {
    const { folded, at } = RectifyText.places(text);
    const found = [];
    terms.forEach(term => {
      let from = folded.indexOf(term);
      while (from >= 0) {
        found.push([at[from][0], at[from + term.length - 1][1]]);
        from = folded.indexOf(term, from + term.length);
      }
    });
    found.sort((a, b) => a[0] - b[0]);
    return found.filter((mark, number) => !found.slice(0, number).some(other => other[1] > mark[0]));
  }

  /* A stretch of a text as HTML with the terms marked; the whole of it without a width. */
  function marked(text, terms, width) {
    const found = marks(text, terms);
    let start = 0, end = text.length;
    if (width && text.length > width) {
      start = found.length ? Math.max(0, found[0][0] - Math.floor(width / 4)) : 0;
      end = Math.min(text.length, start + width);
    }
    let html = start > 0 ? "…" : "", done = start;
    found.forEach(([from, to]) => {
      if (from < done || to > end) return;
      html += `${escape(text.slice(done, from))}<mark>${escape(text.slice(from, to))}</mark>`;
      done = to;
    });
    return html + escape(text.slice(done, end)) + (end < text.length ? "…" : "");
  }

  /* The file of pairs in which a pair stands, as search/blocks.py counts. */
  function shardOf(pair, shards) {
    const mixed = Math.imul(pair[0].codePointAt(0) * 31 + pair[1].codePointAt(0), 0x9e3779b1) >>> 0;
    return Math.floor((mixed * shards) / 4294967296);
  }

  /* The pairs of characters that a query is looked up by: all of a short one, spread over a long one. */
  function pairsOf(terms) {
    let all = [];
    terms.forEach(term => {
      const signs = Array.from(term);
      const own = [];
      for (let i = 0; i + 1 < signs.length; i += 2) own.push([signs[i], signs[i + 1]]);
      if (signs.length % 2 && signs.length > 2) own.push(signs.slice(-2));
      all = all.concat(own);
    });
    if (all.length <= MOST_PAIRS) return all;
    return Array.from({ length: MOST_PAIRS }, (_, i) => all[Math.round((i * (all.length - 1)) / (MOST_PAIRS - 1))]);
  }

  /* Documents of a block as search/blocks.py writes them, counted from a place in a list; the place after. */
  function tallyBlock(list, at, many, start, size, counts) {
    if (many === 0) {
      for (let number = 0; number < size; number++)
        if (list[at + (number >> 3)] & (1 << (number & 7))) counts[start + number]++;
      return at + Math.ceil(size / 8);
    }
    const width = size > 256 ? 2 : 1;
    for (let n = 0; n < many; n++) {
      const place = at + n * width;
      counts[start + list[place] + (width > 1 ? 256 * list[place + 1] : 0)]++;
    }
    return at + many * width;
  }

  /* A list of documents as search/files.py writes it, counted into tallies. */
  function tally(list, starts, anywhere, titles) {
    let at = 0;
    while (at < list.length) {
      let block = 0, factor = 1;
      for (; list[at] & 0x80; factor *= 128) block += (list[at++] & 0x7f) * factor;
      block += list[at++] * factor;
      const size = starts[block + 1] - starts[block];
      const many = list[at++];
      at = tallyBlock(list, at, many & 0x7f, starts[block], size, anywhere);
      if (many & 0x80) at = tallyBlock(list, at + 1, list[at], starts[block], size, titles);
    }
  }

  /* Of each document, its place among a facet's values. */
  function placesOf(facet, count) {
    const runs = facet.runs || [], each = facet.each || "";
    const places = Uint16Array.from({ length: count }, (_, i) => each.charCodeAt(i) - 48);
    for (let i = 0, at = 0; i < runs.length; i += 2) {
      places.fill(runs[i + 1], at, at + runs[i]);
      at += runs[i];
    }
    return places;
  }

  class Search {
    constructor(files) {
      this.files = files;
      this.head = null;
    }

    /* Reads what the index is made of; a head that is at hand is taken as it is. */
    async open(head) {
      if (this.head) return this.head;
      this.head = head || (await this.files.json("search_index.json")).docs;
      this.starts = [0];
      this.head.blocks.forEach((size, block) => { this.starts.push(this.starts[block] + size); });
      this.count = this.starts[this.starts.length - 1];
      this.facets = {};
      Object.keys(this.head.facets).forEach(name => {
        this.facets[name] = placesOf(this.head.facets[name], this.count);
      });
      return this.head;
    }

    /* The name of a document's unit, status or campaign. */
    named(facet, number) {
      return this.head.facets[facet].values[this.facets[facet][number]][1];
    }

    /* The block in which a document stands. */
    blockOf(number) {
      let low = 0, high = this.starts.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (this.starts[middle] <= number) low = middle;
        else high = middle;
      }
      return low;
    }

    /* The list of a pair. */
    async list(pair) {
      const { known, lists } = await this.files.pairs(`pairs/${shardOf(pair, this.head.shards).toString(16)}.bin`);
      const signs = Array.from(known[0]);
      let start = 0;
      for (let i = 0; i < known[1].length; i++) {
        const end = start + known[1][i];
        if (signs[2 * i] === pair[0] && signs[2 * i + 1] === pair[1]) return lists.subarray(start, end);
        start = end;
      }
      return lists.subarray(0, 0);
    }

    /* What a query finds. wanted: {unit: id, status: id, campaign: id}, each of which may be empty. */
    async find(query, wanted = {}) {
      const head = await this.open();
      const terms = RectifyText.terms(query);
      const pairs = pairsOf(terms);
      if (!pairs.length) return new Results(this, terms, [], terms.length > 0);
      const lists = await Promise.all(pairs.map(pair => this.list(pair)));
      const anywhere = new Uint8Array(this.count);
      const titles = new Uint8Array(this.count);
      lists.forEach(list => { tally(list, this.starts, anywhere, titles); });
      const asked = Object.keys(wanted).filter(name => wanted[name]);
      const places = asked.map(name => head.facets[name].values.findIndex(value => value[0] === wanted[name]));
      const first = [], rest = [];
      for (let number = 0; number < this.count; number++) {
        if (anywhere[number] < pairs.length) continue;
        if (asked.some((name, i) => this.facets[name][number] !== places[i])) continue;
        (titles[number] === pairs.length ? first : rest).push(number);
      }
      return new Results(this, terms, first.concat(rest), false);
    }
  }

  /* Candidates in their order, of which texts are fetched and looked through as they are asked for. */
  class Results {
    constructor(search, terms, candidates, short) {
      this.search = search;
      this.terms = terms;
      this.candidates = candidates;
      this.short = short; /* nothing was looked for: all terms have one character */
      this.looked = 0;
      this.found = 0;
      this.sure = terms.every(term => Array.from(term).length === 2);
    }

    /* How many there are, or may be at most as long as not all are looked through. */
    total() {
      return this.found + this.candidates.length - this.looked;
    }

    exact() {
      return this.sure || this.looked === this.candidates.length;
    }

    /* The next results, at most so many. */
    async next(most) {
      let hits = [];
      while (hits.length < most && this.looked < this.candidates.length) {
        const some = this.candidates.slice(this.looked, this.looked + most - hits.length);
        this.looked += some.length;
        const read = await Promise.all(some.map(number => this.read(number)));
        hits = hits.concat(read.filter(Boolean));
        this.found += read.filter(Boolean).length;
      }
      return hits;
    }

    async read(number) {
      const { search, terms } = this;
      const block = search.blockOf(number);
      const place = number - search.starts[block];
      const chunk = Math.floor(place / search.head.chunk);
      const records = await search.files.json(`texts/${block.toString(16)}/${chunk.toString(16)}.json`);
      const [url, title, texts] = records[place % search.head.chunk];
      const unit = search.named("unit", number);
      const folded = [title, unit].concat(texts).map(fold);
      if (!terms.every(term => folded.some(text => text.includes(term)))) return null;
      const best = texts.reduce((most, text, i) => {
        const many = terms.filter(term => folded[i + 2].includes(term)).length;
        return many > most.many ? { text, many } : most;
      }, { text: texts[0] || "", many: 0 });
      return {
        url,
        title: marked(title, terms),
        text: marked(best.text, terms, 120),
        unit,
        status: search.named("status", number),
        campaign: search.named("campaign", number),
      };
    }
  }

  Search.marked = marked;
  return Search;
})();
