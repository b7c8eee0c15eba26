/* Answers Material's search box in the place of its own worker, in the same words: 0 here is the index,
   1 ready, 2 look for this, 3 found. */
importScripts("search.js");

(function () {
  "use strict";
  var search = new RectifySearch(new URL("../../", location));
  var latest = 0;

  function item(location, title, text, terms, tags, score) {
    return [{ location: location, title: title, text: text, terms: terms, tags: tags, score: score }];
  }

  function itemOf(hit, place, terms) {
    var tags = [hit.unit, hit.status].filter(Boolean).map(RectifySearch.escape);
    return item(hit.url, hit.title, hit.text, terms, tags.length ? tags : undefined, 100 - place);
  }

  async function answer(query) {
    var words = search.head.words;
    var page = search.head.page;
    var found = await search.find(query);
    var hits = await found.next(9); /* with the way to all of them, what the theme shows before one scrolls */
    var terms = {};
    found.terms.forEach(function (term) { terms[term] = true; });
    var items = hits.map(function (hit, place) { return itemOf(hit, place, terms); });
    if (hits.length && found.total() > hits.length) {
      var all = words.all.replace("{n}", found.total());
      items.push(item(page + "?text=" + encodeURIComponent(query.trim()), RectifySearch.escape(all), "", {}, undefined, 0));
    }
    return items;
  }

  addEventListener("message", async function (event) {
    if (event.data.type === 0) {
      await search.open(event.data.data.docs);
      postMessage({ type: 1 });
    } else if (event.data.type === 2) {
      var turn = ++latest;
      var items = [];
      try {
        items = await answer(event.data.data);
      } catch (failure) {
        console.warn(failure);
        items = [item(search.head.page, RectifySearch.escape(search.head.words.failed), "", {}, undefined, 0)];
      }
      if (turn === latest) postMessage({ type: 3, data: { items: items } });
    }
  });
})();
