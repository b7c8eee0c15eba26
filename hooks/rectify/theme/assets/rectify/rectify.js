/* Says how old the data is, by the reader's own clock, in days of Asia/Shanghai. */
(function () {
  var age = document.querySelector(".rc-age");
  var meta = document.querySelector('meta[name="rectify-as-of"]');
  if (!age || !meta) return;
  var shift = 8 * 3600 * 1000;
  var day = 24 * 3600 * 1000;
  var today = Math.floor((Date.now() + shift) / day);
  var days = today - Math.floor(Date.parse(meta.content + "T00:00:00Z") / day);
  if (!(days > 0)) return;
  var stale = age.dataset.pinned === "0" && days > Number(age.dataset.stale);
  age.textContent = (stale ? age.dataset.warning : age.dataset.text).replace("{n}", days);
  age.classList.toggle("rc-age--stale", stale);
  age.hidden = false;
})();
