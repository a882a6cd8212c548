// --- the notebook as a file: what goes on in JupyterLab, what is handed in, and how far one is -------

const bookOf = async () => JSON.parse(await load(NOTEBOOK, HERE.notebook));
const sourceOf = (cell) => [cell.source].flat().join("");
const lines = (text) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

async function download() {
  const book = await bookOf();
  for (const { place, source, printed } of cells) {
    // What nobody changed stays as the notebook has it: the page prints the equations that it cites
    // with their numbers.
    if (source !== printed) Object.assign(book.cells[place], { source: lines(source), outputs: [], execution_count: null });
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(book, null, 1) + "\n"], { type: "application/x-ipynb+json" }));
  link.download = `${NAME}.ipynb`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// By what a cell is known where a notebook has lost the names of its cells: the function that it
// defines, or the beginning of its first line.
const mark = (source) => (source.match(/^def \w+/m) ?? source.match(/^[^,\n]*/))[0];

// Which cell of the page a cell of an opened notebook is.
function placesIn(book, opened) {
  const byId = new Map(cells.map((cell) => [book.cells[cell.place].id, cell]));
  const byMark = new Map(cells.map((cell) => [mark(cell.printed), cell]));
  const found = new Map(), taken = new Set();
  for (const [known, name] of [[byId, (one) => one.id], [byMark, (one) => mark(sourceOf(one))]]) {
    for (const one of opened) {
      const cell = known.get(name(one));
      if (!cell || found.has(one) || taken.has(cell)) continue;
      found.set(one, cell);
      taken.add(cell);
    }
  }
  return found;
}

const LARGEST = 50e6; // bytes: with pictures in its outputs a notebook has a few millions

// The code cells of a notebook; nothing where a file is none, or cannot be read.
async function codeIn(file) {
  try {
    const code = JSON.parse(await file.text()).cells.filter((cell) => cell.cell_type === "code");
    return code.every((one) => [one.source].flat().every((line) => typeof line === "string")) ? code : null;
  } catch { return null; }
}

// Resolves with the sentence that says what came of it.
async function open(file) {
  const name = { file: file.name };
  if (file.size > LARGEST) return say("large", { ...name, size: Math.round(file.size / 1e6) });
  const opened = await codeIn(file);
  if (!opened) return say("unread", name);
  const [, number] = opened.map(sourceOf).join("\n").match(/^check\("(\d\d)\./m) ?? [];
  if (number && !(EXERCISE && NAME.startsWith(number))) return say("other", { ...name, exercise: number });
  return say(await take(opened), name);
}

// Take over the cells of a notebook; resolves with the name of the sentence that says how.
async function take(opened) {
  const book = await bookOf();
  // Cells of other exercises have the same names, but do not begin alike.
  const marks = new Set(opened.map((one) => mark(sourceOf(one))));
  if (cells.filter((cell) => marks.has(mark(cell.printed))).length < cells.length / 2) return "unknown";
  const found = placesIn(book, opened);
  const others = new Set(book.cells.map((cell) => cell.id)); // cells that the page does not show
  let own = [], joined = false;
  for (const one of opened) {
    const cell = found.get(one), source = sourceOf(one);
    if (cell) {
      const untouched = !own.length && source === sourceOf(book.cells[cell.place]);
      cell.adopt(untouched ? cell.printed : [...own, source].join("\n\n"));
      joined ||= own.length > 0;
      own = [];
    } else if (!others.has(one.id) && source.trim()) own.push(source);
  }
  if (own.length) { // behind the last one
    const last = cells.at(-1);
    last.adopt([last.source, ...own].join("\n\n"));
    joined = true;
  }
  keep(cells);
  return joined ? "opened_more" : "opened";
}

const FUNCTIONS = cells.filter((cell) => /^check\("\d\d\.[1-9]\d*",/m.test(cell.printed)).length;
const told = document.querySelector(".dl-notebook");
const passing = (states) => Object.values(states ?? {}).filter((state) => state?.ok).length;
const progressLine = made("span", "dl-status");

function tell() { // how far this exercise is, and all of them
  const all = store.read(PROGRESS) ?? {};
  const here = passing(all[NAME.slice(0, 2)]), sum = Object.values(all).reduce((n, one) => n + passing(one), 0);
  if (!EXERCISE || !sum) return;
  progressLine.textContent = `${say("progress", { done: here, all: FUNCTIONS })} ${say("progress_all", { done: sum })}`;
}

if (told) {
  const status = made("span", "dl-status"), chooser = document.createElement("input");
  status.setAttribute("role", "status");
  if (!told.children.length) told.append(button("download"), button("open"));
  const [downloads, opens] = told.children, backs = button("take_back");
  let before = []; // the reader's cells as they stood before a file was opened
  Object.assign(chooser, { type: "file", accept: ".ipynb,.json,.txt", hidden: true });
  downloads.disabled = opens.disabled = false;
  backs.hidden = true;
  told.append(backs, chooser, progressLine, status);
  const act = async (work) => {
    status.textContent = "";
    try { status.textContent = await work(); } catch (error) { status.textContent = error.message; }
  };
  downloads.addEventListener("click", () => act(async () => { await download(); return ""; }));
  opens.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => act(async () => {
    const [file] = chooser.files;
    before = cells.map((cell) => cell.source);
    const sentence = await open(file);
    chooser.value = ""; // so that the same file can be opened again
    backs.hidden = cells.every((cell, i) => cell.source === before[i]);
    return sentence;
  }));
  backs.addEventListener("click", () => act(async () => {
    cells.forEach((cell, i) => cell.adopt(before[i]));
    keep(cells);
    backs.hidden = true;
    opens.focus();
    return say("taken_back");
  }));
  tell();
}
