// The page of contents: how many functions of each exercise pass, as this browser has kept it. Where it
// keeps nothing, or nothing was begun, nothing is said.
"use strict";

(() => {
  const place = document.querySelector(".dl-exercises > ul");

  function kept() {
    try { return JSON.parse(localStorage.getItem("progress")) ?? {}; } catch { return {}; }
  }

  function tell() {
    const all = kept();
    const states = (row) => Object.values(all[row.dataset.exercise] ?? {});
    const passing = (row) => Math.min(row.dataset.of, states(row).filter((state) => state?.ok).length);
    const say = (row, into, done) => { into.textContent = row.dataset.said.replace("{done}", done); };
    const rows = [...place.querySelectorAll("[data-exercise]")], sum = place.lastElementChild;
    rows.forEach((row) => say(row, row.firstElementChild, passing(row)));
    say(sum, sum, rows.reduce((n, row) => n + passing(row), 0));
    place.hidden = !rows.some((row) => states(row).length);
  }

  tell();
  addEventListener("storage", tell); // an exercise in another tab
  addEventListener("pageshow", tell); // back from one
})();
