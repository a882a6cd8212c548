// The lecture hall's view of a page: large type, and one section with its widgets a screen. Arrow keys
// and a presenter's buttons turn the screens; those of a slider that has the focus are its own.
"use strict";

(() => {
  const box = document.querySelector(".dl-lecture");
  const [begin, back, next, end] = ["begin", "back", "next", "end"].map((name) =>
    box.querySelector(`.dl-lecture-${name}`));
  const bar = box.querySelector(".dl-lecture-bar");
  const place = box.querySelector(".dl-lecture-place");
  const screens = [...box.closest("article").querySelectorAll("section")];
  const page = document.documentElement;
  const OWN_KEYS = "input, select, textarea, [contenteditable], [role=slider], dialog[open]";
  let at = 0;

  const heading = (screen) => screen.querySelector(":scope > :is(h1, h2, h3, h4)");
  const title = (screen) => {
    const copy = heading(screen)?.cloneNode(true);
    copy?.querySelectorAll(".headerlink, .katex-html, annotation").forEach((part) => part.remove());
    return copy ? copy.textContent.trim() : "";
  };

  function show(to) {
    if (to < 0 || to >= screens.length) return;
    at = to;
    for (const screen of screens) screen.classList.remove("dl-on", "dl-way");
    screens[at].classList.add("dl-on");
    for (let way = screens[at].parentElement; way; way = way.parentElement.closest("section")) {
      if (way.matches("section")) way.classList.add("dl-way");
    }
    const said = { n: at + 1, of: screens.length, title: title(screens[at]) };
    place.textContent = place.dataset.said.replace(/\{(\w+)\}/g, (whole, name) => said[name] ?? whole);
    scrollTo({ top: 0, behavior: "instant" });
  }

  // Sections above get their heights as they are laid out, which moves what stands below.
  function stand(frames) {
    screens[at].scrollIntoView({ behavior: "instant" });
    if (frames) requestAnimationFrame(() => stand(frames - 1));
  }

  function enter() {
    const line = 0.3 * innerHeight;
    const read = screens.filter((screen) => screen.getBoundingClientRect().top <= line).pop();
    page.dataset.lecture = "";
    bar.hidden = false;
    show(Math.max(screens.indexOf(read), 0));
    next.focus();
  }

  function leave() {
    delete page.dataset.lecture;
    bar.hidden = true;
    for (const screen of screens) screen.classList.remove("dl-on", "dl-way");
    stand(3);
    begin.focus({ preventScroll: true });
  }

  begin.addEventListener("click", enter);
  back.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));
  end.addEventListener("click", leave);

  // What is not on this screen yet comes first, where a key means a page.
  const ended = () => scrollY + innerHeight > page.scrollHeight - 2;
  addEventListener("keydown", (event) => {
    const others = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (bar.hidden || others || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return leave();
    if (event.target.closest?.(OWN_KEYS)) return;
    const [on, before] = getComputedStyle(page).direction === "rtl"
      ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    const step = event.key === on || (event.key === "PageDown" && ended()) ? 1
      : event.key === before || (event.key === "PageUp" && scrollY === 0) ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    show(at + step);
  });

  // A link to another place of the page leads to its screen.
  addEventListener("hashchange", () => {
    const goal = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const screen = screens.indexOf(goal?.closest("section"));
    if (bar.hidden || screen < 0) return;
    show(screen);
    goal.scrollIntoView();
  });
})();
