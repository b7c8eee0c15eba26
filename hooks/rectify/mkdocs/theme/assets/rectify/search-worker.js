/* Answers Material's search box in the place of its own worker, in the same words: 0 here is the index,
   1 ready, 2 look for this, 3 found. */
importScripts("text.js", "search-model.js", "search-files.js");

(() => {
  "use strict";
  const search = new RectifySearch(new RectifySearchFiles(new URL("../../", location)));
  let latest = 0;

  function item(location, title, text, terms, tags, score) {
    return [{ location, title, text, terms, tags, score }];
  }

  function itemOf(hit, place, terms) {
    const tags = [hit.unit, hit.status].filter(Boolean).map(RectifyText.escape);
    return item(hit.url, hit.title, hit.text, terms, tags.length ? tags : undefined, 100 - place);
  }

  async function answer(query) {
    const words = search.head.words;
    const page = search.head.page;
    const found = await search.find(query);
    const hits = await found.next(9); /* with the way to all of them, what the theme shows before one scrolls */
    const terms = {};
    found.terms.forEach(term => { terms[term] = true; });
    const items = hits.map((hit, place) => itemOf(hit, place, terms));
    if (hits.length && found.total() > hits.length) {
      const all = words.all.replace("{n}", found.total());
      items.push(item(`${page}?text=${encodeURIComponent(query.trim())}`, RectifyText.escape(all), "", {}, undefined, 0));
    }
    return items;
  }

  addEventListener("message", async event => {
    if (event.data.type === 0) {
      await search.open(event.data.data.docs);
      postMessage({ type: 1 });
    } else if (event.data.type === 2) {
      const turn = ++latest;
      let items = [];
      try {
        items = await answer(event.data.data);
      } catch (failure) {
        console.warn(failure);
        items = [item(search.head.page, RectifyText.escape(search.head.words.failed), "", {}, undefined, 0)];
      }
      if (turn === latest) postMessage({ type: 3, data: { items } });
    }
  });
})();
