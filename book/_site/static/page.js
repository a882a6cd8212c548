// The helpers of every page: back to the top, the menu that closes again, the colours of print.
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
