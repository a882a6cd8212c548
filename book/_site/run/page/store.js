// --- what the browser keeps: the reader's own text, by page, and progress over all pages -----------

// lean.py gives every page a localStorage, where the browser refuses one too.
const store = {
  read(key) {
    try { return JSON.parse(localStorage.getItem(key)) ?? null; } catch { return null; }
  },
  // Says whether it is kept: there may be no room left.
  write(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { return false; }
    return true;
  },
};

const CODE = `code ${location.pathname}`, PROGRESS = "progress";

// Cells are known by what is printed in them, so a text finds its cell in a newer edition of the page;
// a cell that is printed otherwise today is known by its place.
function textsFor(cells, kept) {
  const free = new Set(cells), found = new Map();
  const give = (cell, own) => { found.set(cell, own); free.delete(cell); };
  const texts = Array.isArray(kept) ? kept.filter((one) => typeof one?.own === "string") : [];
  const left = texts.filter(({ place, printed, own }) => {
    const alike = [...free].filter((cell) => cell.printed === printed);
    const cell = alike.find((one) => one.place === place) ?? alike[0];
    if (cell) give(cell, own);
    return !cell;
  });
  for (const { place, own } of left) {
    const cell = [...free].find((one) => one.place === place);
    if (cell) give(cell, own);
  }
  return found;
}

// Says whether there was room for it.
const keep = (cells) => store.write(CODE, cells.filter((cell) => cell.source !== cell.printed)
  .map(({ place, printed, source }) => ({ place, printed, own: source })));
