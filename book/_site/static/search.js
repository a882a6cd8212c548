// The search page's own script: it shows the words around a hit. Sphinx's search would fetch the
// hit's page for them, which a browser refuses over file://. The words of each page stand in a script
// file of their own instead, which loads everywhere.
"use strict";

(() => {
  const ROOM = 120; // characters before and behind the place
  const root = document.documentElement.dataset.content_root;
  const waiting = new Map(); // page -> resolves with its sections
  const pages = new Map(); // page -> promise of its sections: pairs [ids, words]

  // In place of Sphinx's sentences: a hit may be a term, so several may be on one page. The page has
  // ours in its reader's language.
  const said = JSON.parse(document.getElementById("dl-said").textContent);
  Object.assign(Documentation.TRANSLATIONS, {
    "Search finished, found ${resultCount} page(s) matching the search query.":
      said.found,
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      said.nothing,
  });

  // Sphinx looks words up in plain objects, where "constructor" stands without having been put there.
  const bare = Object.create(null, { hasOwnProperty: { value: Object.prototype.hasOwnProperty } });
  const find = Search.performTermsSearch;
  Search.performTermsSearch = (...asked) => {
    Object.setPrototypeOf(Search._index.terms, bare);
    Object.setPrototypeOf(Search._index.titleterms, bare);
    return find(...asked);
  };

  // Called by the file of words itself.
  window.dlcourseWords = (page, sections) => waiting.get(page)(sections);

  function load(page) {
    if (!pages.has(page)) {
      pages.set(page, new Promise((resolve, reject) => {
        waiting.set(page, resolve);
        const script = document.createElement("script");
        script.src = `${root}_static/words/${page}.js`;
        script.onerror = () => reject(new Error("The words did not arrive: " + script.src));
        document.head.append(script);
      }));
    }
    return pages.get(page);
  }

  // What the reader typed, as it stands; what the search looks for, cut to its stem; both in lower case.
  function best(sections, phrase, stems) {
    const scored = sections.map(([, text]) => {
      const low = text.toLowerCase();
      return low.includes(phrase) ? stems.length + 1 : stems.filter((stem) => low.includes(stem)).length;
    });
    return sections[scored.indexOf(Math.max(...scored))][1];
  }

  function around(text, phrase, stems) {
    const low = text.toLowerCase();
    const places = [phrase, ...stems].map((words) => low.indexOf(words)).filter((at) => at >= 0);
    const at = places.length ? places[0] : 0;
    let first = Math.max(at - ROOM, 0);
    let last = Math.min(at + ROOM, text.length);
    while (first > 0 && text[first - 1] !== " ") first += 1; // whole words only
    while (last < text.length && text[last] !== " ") last += 1;
    return (first > 0 ? "… " : "") + text.slice(first, last).trim() + (last < text.length ? " …" : "");
  }

  function summary(sections, terms, anchor) {
    const phrase = new URLSearchParams(location.search).get("q").trim().toLowerCase();
    const stems = [...terms];
    const named = anchor && sections.find(([ids]) => ids.includes(anchor.slice(1)));
    const paragraph = document.createElement("p");
    paragraph.className = "context";
    paragraph.textContent = around(named ? named[1] : best(sections, phrase, stems), phrase, stems);
    return paragraph;
  }

  // Sphinx asks for root + page + ".html", and hands what text() brings to makeSearchSummary.
  window.fetch = (address) => {
    Search.makeSearchSummary = summary;
    const page = address.slice(root.length, -".html".length);
    return Promise.resolve({ text: () => load(page) });
  };
})();
