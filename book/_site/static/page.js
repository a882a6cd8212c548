// The helpers of every page: back to the top, the menu that closes again, the colours of print, the
// font where pages lie on a disk, peace while a page opens, and the heights of its sections.
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

// Paper is white: a page in dark mode is printed in the light colours.
(() => {
  const page = document.documentElement.dataset;
  let shown;
  addEventListener("beforeprint", () => { shown = page.theme; page.theme = "light"; });
  addEventListener("afterprint", () => { page.theme = shown; });
})();

// A browser gives an optional font a tenth of a second, and from a disk keeps it for no later page.
if (location.protocol === "file:") {
  const file = `${document.documentElement.dataset.content_root}_static/vendor/source-sans-3/latin.woff2`;
  new FontFace("Source Sans 3", `url("${file}")`, { weight: "200 900" })
    .load().then((font) => document.fonts.add(font));
}
