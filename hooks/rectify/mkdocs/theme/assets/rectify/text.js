/* Text as search and tables compare it and put it into HTML. Search's Python folds by the same rule. */
const RectifyText = (() => {
  "use strict";
  /* Folding leaves these as they are; they are most of any text, and are not looked at one by one. */
  const ODD = /[^\n -@[-`{-~\u3400-\u4dbf\u4e00-\u9fff]/gu;
  const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

  /* How a character is compared: full-width as half-width, capitals as small letters. */
  function folded(sign) {
    return sign.normalize("NFKC").toLowerCase();
  }

  /* A text as it is compared, character by character; any white space is one space. */
  function fold(text) {
    return text.replace(ODD, sign => folded(sign)).replace(/\s+/g, " ").trim();
  }

  /* The words of a query, folded. */
  function terms(query) {
    return fold(query).split(" ").filter(Boolean);
  }

  /* A text folded, but for a space at its end, and where in it each unit of that came from: [start, end]. */
  function places(text) {
    let made = "", place = 0;
    const at = [];
    for (const sign of text) {
      for (const unit of folded(sign).split("")) {
        const space = /\s/.test(unit);
        if (space && (made === "" || made.endsWith(" "))) continue;
        made += space ? " " : unit;
        at.push([place, place + sign.length]);
      }
      place += sign.length;
    }
    return { folded: made, at };
  }

  function escape(text) {
    return String(text).replace(/[&<>"]/g, sign => SIGNS[sign]);
  }

  return { fold, terms, places, escape };
})();
