/* The files of the search index over HTTP: each is asked for once, and never out of a stale cache. */
const RectifySearchFiles = (() => {
  "use strict";

  class Files {
    /* `root` is where the site begins. */
    constructor(root) {
      this.root = root;
      this.coming = new Map();
    }

    json(name) {
      return this.once(name, answer => answer.json());
    }

    /* A file of pairs: the length of its head, the head as JSON, the lists. */
    pairs(name) {
      return this.once(name, async answer => {
        const raw = await answer.arrayBuffer();
        const length = new DataView(raw).getUint32(0);
        const known = JSON.parse(new TextDecoder().decode(new Uint8Array(raw, 4, length)));
        return { known, lists: new Uint8Array(raw, 4 + length) };
      });
    }

    once(name, read) {
      if (!this.coming.has(name)) {
        const made = fetch(new URL(`search/${name}`, this.root), { cache: "no-cache" }).then(answer => {
          if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
          return read(answer);
        });
        made.catch(() => { this.coming.delete(name); });
        this.coming.set(name, made);
      }
      return this.coming.get(name);
    }
  }

  return Files;
})();
