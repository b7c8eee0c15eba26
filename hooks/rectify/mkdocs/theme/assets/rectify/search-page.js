/* The search page: all results, filtered, with everything in the address so that it can be sent on. */
(() => {
  "use strict";
  const box = document.querySelector(".rc-search");
  if (!box) return;
  const form = box.querySelector("form");
  const field = form.elements.text;
  const list = box.querySelector(".rc-search__list");
  const told = box.querySelector(".rc-search__told");
  const more = box.querySelector(".rc-search__more");
  const root = new URL(box.dataset.root, location);
  const search = new RectifySearch(new RectifySearchFiles(root));
  const fields = ["text", "campaign", "unit", "status"];
  let found = null;
  let turn = 0;
  let waiting = 0;
  let shown = 0;

  function words(name, n) {
    return search.head.words[name].replace("{n}", n);
  }

  function element(name, cls, text) {
    const made = document.createElement(name);
    if (cls) made.className = cls;
    if (text) made.textContent = text;
    return made;
  }

  function entry(hit) {
    const made = element("li");
    const link = element("a", "rc-search__title");
    link.href = new URL(hit.url, root);
    link.innerHTML = hit.title; /* escaped by search-model.js, with marks */
    made.append(link);
    const meta = [hit.campaign, hit.unit, hit.status].filter(Boolean).join(" · ");
    if (meta) made.append(element("p", "rc-meta", meta));
    if (hit.text) {
      const text = element("p");
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
    const mine = turn;
    const hits = await found.next(count);
    if (mine !== turn) return;
    let first = null;
    hits.forEach(hit => {
      const made = entry(hit);
      first = first || made;
      list.append(made);
    });
    shown += hits.length;
    tell();
    return first;
  }

  async function run() {
    const mine = ++turn;
    const url = new URL(location);
    fields.forEach(name => {
      if (form.elements[name].value) url.searchParams.set(name, form.elements[name].value);
      else url.searchParams.delete(name);
    });
    history.replaceState(null, "", url);
    const wanted = {};
    fields.slice(1).forEach(name => { wanted[name] = form.elements[name].value; });
    try {
      const results = await search.find(form.elements.text.value, wanted);
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
    search.head.facets[name].values.slice(1).forEach(value => {
      const made = element("option", "", value[1]);
      made.value = value[0];
      form.elements[name].append(made);
    });
  }

  search.open().then(() => {
    const asked = new URL(location).searchParams;
    fields.slice(1).forEach(options);
    fields.slice(1).forEach(name => { form.elements[name].value = asked.get(name) || ""; });
    field.value = field.value || asked.get("text") || ""; /* what was typed meanwhile stays */
    box.classList.add("is-ready");
    form.addEventListener("submit", event => {
      event.preventDefault();
      run();
    });
    ["input", "change", "compositionend"].forEach(name => {
      form.addEventListener(name, event => {
        if (event.isComposing) return; /* pinyin is no word yet */
        clearTimeout(waiting);
        waiting = setTimeout(run, 120);
      });
    });
    more.addEventListener("click", async () => {
      const first = await show(20);
      if (first) first.querySelector("a").focus();
    });
    if (field.value) run();
    else if (document.activeElement === document.body) field.focus();
  }, failure => {
    console.warn(failure);
    told.textContent = box.dataset[location.protocol === "file:" ? "disk" : "failed"];
  });
})();
