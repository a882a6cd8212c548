// The helpers of every page: back to the top, the menu that closes again, the colours of print, and
// the font where pages lie on a disk.
"use strict";

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
