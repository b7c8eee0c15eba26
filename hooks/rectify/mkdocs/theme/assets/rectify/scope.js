/* What the theme's scripts expect to find: where the site begins, and its stored settings. */
var __md_scope = new URL(document.currentScript.dataset.base, location);
var __md_hash = function (text) {
  var hash = 0;
  for (var letter of text) hash = (hash << 5) - hash + letter.charCodeAt(0);
  return hash;
};
var __md_get = function (key, storage, scope) {
  try {
    return JSON.parse((storage || localStorage).getItem((scope || __md_scope).pathname + "." + key));
  } catch (refused) {
    return null;
  }
};
var __md_set = function (key, value, storage, scope) {
  try {
    (storage || localStorage).setItem((scope || __md_scope).pathname + "." + key, JSON.stringify(value));
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
