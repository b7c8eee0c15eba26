/* The search page: all results, filtered, with everything in the address so that it can be sent on. */
(function () {
  "use strict";
  var box = document.querySelector(".rc-search");
  if (!box) return;
  var form = box.querySelector("form");
  var field = form.elements.text;
  var list = box.querySelector(".rc-search__list");
  var told = box.querySelector(".rc-search__told");
  var more = box.querySelector(".rc-search__more");
  var root = new URL(box.dataset.root, location);
  var search = new RectifySearch(root);
  var fields = ["text", "campaign", "unit", "status"];
  var found = null;
  var turn = 0;
  var waiting = 0;
  var shown = 0;

  function words(name, n) {
    return search.head.words[name].replace("{n}", n);
  }

  function element(name, cls, text) {
    var made = document.createElement(name);
    if (cls) made.className = cls;
    if (text) made.textContent = text;
    return made;
  }

  function entry(hit) {
    var made = element("li");
    var link = element("a", "rc-search__title");
    link.href = new URL(hit.url, root);
    link.innerHTML = hit.title; /* escaped by search.js, with marks */
    made.append(link);
    var meta = [hit.campaign, hit.unit, hit.status].filter(Boolean).join(" · ");
    if (meta) made.append(element("p", "rc-meta", meta));
    if (hit.text) {
      var text = element("p");
      text.innerHTML = hit.text;
      made.append(text);
    }
    return made;
  }

  function tell() {
    if (!found || !found.terms.length) told.textContent = "";
    else if (found.short) told.textContent = words("short");
    else if (!found.total()) told.textContent = words("none");
    else told.textContent = words(found.exact() ? "found" : "at_most", found.total());
    more.hidden = !found || found.looked >= found.candidates.length;
  }

  async function show(count) {
    var mine = turn;
    var hits = await found.next(count);
    if (mine !== turn) return;
    var first = null;
    hits.forEach(function (hit) {
      var made = entry(hit);
      first = first || made;
      list.append(made);
    });
    shown += hits.length;
    tell();
    return first;
  }

  async function run() {
    var mine = ++turn;
    var url = new URL(location);
    fields.forEach(function (name) {
      if (form.elements[name].value) url.searchParams.set(name, form.elements[name].value);
      else url.searchParams.delete(name);
    });
    history.replaceState(null, "", url);
    var wanted = {};
    fields.slice(1).forEach(function (name) { wanted[name] = form.elements[name].value; });
    try {
      var results = await search.find(form.elements.text.value, wanted);
      if (mine !== turn) return;
      found = results;
      list.textContent = "";
      shown = 0;
      await show(20);
    } catch (failure) {
      console.warn(failure);
      told.textContent = box.dataset[location.protocol === "file:" ? "disk" : "failed"];
    }
  }

  function options(name) {
    search.head.facets[name].values.slice(1).forEach(function (value) {
      var made = element("option", "", value[1]);
      made.value = value[0];
      form.elements[name].append(made);
    });
  }

  search.open().then(function () {
    var asked = new URL(location).searchParams;
    fields.slice(1).forEach(options);
    fields.slice(1).forEach(function (name) { form.elements[name].value = asked.get(name) || ""; });
    field.value = field.value || asked.get("text") || ""; /* what was typed meanwhile stays */
    box.classList.add("is-ready");
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      run();
    });
    ["input", "change", "compositionend"].forEach(function (name) {
      form.addEventListener(name, function (event) {
        if (event.isComposing) return; /* pinyin is no word yet */
        clearTimeout(waiting);
        waiting = setTimeout(run, 120);
      });
    });
    more.addEventListener("click", async function () {
      var first = await show(20);
      if (first) first.querySelector("a").focus();
    });
    if (field.value) run();
    else if (document.activeElement === document.body) field.focus();
  }, function (failure) {
    console.warn(failure);
    told.textContent = box.dataset[location.protocol === "file:" ? "disk" : "failed"];
  });
})();
