/* What the theme's scripts expect to find: where the site begins, and its stored settings. */
window.__md_scope = new URL(document.currentScript.dataset.base, location);
window.__md_hash = text => {
  let hash = 0;
  for (const letter of text) hash = (hash << 5) - hash + letter.charCodeAt(0);
  return hash;
};
window.__md_get = (key, storage, scope) => {
  try {
    return JSON.parse((storage || localStorage).getItem(`${(scope || __md_scope).pathname}.${key}`));
  } catch (refused) {
    return null;
  }
};
window.__md_set = (key, value, storage, scope) => {
  try {
    (storage || localStorage).setItem(`${(scope || __md_scope).pathname}.${key}`, JSON.stringify(value));
  } catch (refused) {
    /* a browser that stores nothing still shows everything */
  }
};

/* Chromium has this from 76 on; the theme reads every file by it. */
if (self.Blob && !Blob.prototype.text) {
  Blob.prototype.text = function () {
    return new Response(this).text();
  };
}
