// The helpers of every page: back to the top, the menu that closes again, the mark in the contents,
// colours and answers on paper, the font where pages lie on a disk, peace while a page opens, and the
// heights of its sections.
"use strict";

// When all has arrived the theme measures every block of code, to let the keyboard reach one that
// scrolls. Here none does, and measuring would lay out the whole page at once, which course.css
// leaves for later. The theme's script comes after this one, so its turn at this event does not come.
addEventListener("load", (event) => event.stopImmediatePropagation());

// A page that is opened again (a phone drops pages in the background) stands where it was left: the
// browser remembers a number of pixels, and sections are as tall as they were, laid out or not.
(() => {
  const key = `heights ${location.pathname}`;
  const sections = [...document.querySelectorAll("article > section > section")];
  const heights = JSON.parse(sessionStorage.getItem(key)) || [];
  heights.forEach((height, i) => {
    if (sections[i]) sections[i].style.containIntrinsicBlockSize = `auto ${height}px`;
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    const now = sections.map((section) => section.getBoundingClientRect().height);
    sessionStorage.setItem(key, JSON.stringify(now));
  });
})();

document.addEventListener("DOMContentLoaded", () => {
  const top = document.getElementById("pst-back-to-top");
  let last = 0;
  addEventListener("scroll", () => {
    // Whoever scrolls up, far down a page, may want to go all the way.
    top.style.display = scrollY < last && scrollY > innerHeight ? "block" : "none";
    last = scrollY;
  }, { passive: true });
  top.addEventListener("click", () => {
    scrollTo(0, 0);
    document.querySelector("#pst-skip-link a").focus({ preventScroll: true });
  });

  const menu = document.querySelector("details.dropdown");
  if (!menu) return;
  const close = () => { menu.open = false; };
  addEventListener("click", (event) => menu.contains(event.target) || close());
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    menu.querySelector("summary").focus();
  });
});

// The contents beside the text mark the section that is read. The theme waits for a heading to come
// by below the top, and a jump leads past it: the last heading above that line says where we are.
document.addEventListener("DOMContentLoaded", () => {
  const links = [...document.querySelectorAll("#pst-page-toc-nav a[href^='#']")];
  const named = new Map(links.map((link) => [document.getElementById(link.hash.slice(1)), link]));
  const top = (section) => section.getBoundingClientRect().top;
  let jumped = -Infinity; // to an entry, which the theme marks, wherever it comes to stand

  function current() {
    const { scrollHeight } = document.documentElement;
    const line = scrollY + innerHeight > scrollHeight - 2 ? innerHeight : 0.3 * innerHeight;
    let found, inside = document.querySelectorAll("article > section > section");
    // Only what is near is asked for its place: what is far has not been laid out.
    while (inside.length) {
      const above = [...inside].filter((section) => named.has(section) && top(section) <= line).pop();
      found = above || found;
      inside = above ? above.querySelectorAll(":scope > section") : [];
    }
    return named.get(found);
  }

  function mark() {
    const now = current();
    if (!now || now.hasAttribute("aria-current") || performance.now() < jumped + 1000) return;
    for (const link of links) {
      link.classList.toggle("active", link === now);
      link === now ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
    }
    document.querySelectorAll("#pst-page-toc-nav .toc-entry").forEach((entry) =>
      entry.classList.toggle("active", entry.contains(now)));
  }

  const jump = () => { if (links.some((link) => link.hash === location.hash)) jumped = performance.now(); };
  jump();
  addEventListener("hashchange", jump);
  addEventListener("click", (event) => event.target.closest("a")?.hash && jump());
  const soon = () => requestAnimationFrame(mark);
  addEventListener("scroll", soon, { passive: true });
  // Without a scroll, too: what is laid out late or opened moves the text, and the theme marks on its own.
  new ResizeObserver(soon).observe(document.body);
  addEventListener("activate.bs.scrollspy", soon);
});

// On paper nothing opens: the answers to a page's own questions come after its text. An aside, which
// is folded too, stays where it stands; course.css opens it.
(() => {
  const places = new Map(); // answer -> what stands in its place meanwhile
  addEventListener("beforeprint", () => {
    const answers = document.querySelectorAll("article details.sd-dropdown:not(.dl-aside)");
    if (!answers.length) return;
    const end = document.createElement("section");
    end.className = "dl-answers";
    for (const answer of answers) {
      places.set(answer, document.createComment(""));
      answer.replaceWith(places.get(answer));
      end.append(answer);
    }
    document.querySelector("article").append(end);
  });
  addEventListener("afterprint", () => {
    places.forEach((place, answer) => place.replaceWith(answer));
    places.clear();
    document.querySelector(".dl-answers")?.remove();
  });
})();

// Paper is white: a page in dark mode is printed in the light colours.
(() => {
  const page = document.documentElement.dataset;
  let shown;
  addEventListener("beforeprint", () => { shown = page.theme; page.theme = "light"; });
  addEventListener("afterprint", () => { page.theme = shown; });
})();

// A browser gives an optional font a tenth of a second, and from a disk keeps it for no later page. Some
// Firefoxes read the name as CSS, in which a number needs quotation marks: others take these for part of
// it. Where a browser lets no page on a disk read a font beside it, the text stays in the system's.
if (location.protocol === "file:") {
  const file = `${document.documentElement.dataset.content_root}_static/vendor/source-sans-3/latin.woff2`;
  const face = (name) => new FontFace(name, `url("${file}")`, { weight: "200 900" }).load();
  face("Source Sans 3").catch(() => face('"Source Sans 3"'))
    .then((font) => document.fonts.add(font), () => {});
}
