// --- cells: each has an editor, an output and a bar ------------------------------------------------

const DRAWS = /\b(matplotlib|pylab|widgets|plots|pictures)\b/; // code that needs the pack which draws
const LONG = 10_000; // milliseconds after which a cell says that it is still running

const NOTEBOOK = HERE.notebook.match(/([^/]+)-\w+\.js$/)[1];
const NAME = NOTEBOOK.replace("exercises-", ""); // of the notebook as a file

class Cell {
  constructor(bar, number, place) {
    this.bar = bar;
    this.number = number;
    this.place = place; // among all cells of the notebook
    this.root = bar.closest("div.cell");
    this.pre = this.root.querySelector(".cell_input pre");
    this.printed = this.source = this.pre.textContent.replace(/\n$/, "");
    this.output = new Output(this.root);
    this.ran = null; // the text that Python knows
    this.failed = false;
    this.runButton = button("run");
    this.editButton = button("edit");
    this.stopButton = button("stop");
    this.resetButton = button("reset");
    this.status = made("span", "dl-status");
    this.status.setAttribute("role", "status");
    this.stopButton.hidden = this.resetButton.hidden = true;
    const { slow } = bar.dataset;
    if (slow) bar.dataset.slow = say("slow", { seconds: slow }); // which run.css shows until it has run
    bar.append(this.runButton, this.editButton, this.stopButton, this.resetButton, made("span", "dl-cell-name", say("cell", { cell: number })), this.status);
    this.runButton.addEventListener("click", () => { this.edit(); run(this); });
    this.editButton.addEventListener("click", () => this.edit().area.focus());
    this.stopButton.addEventListener("click", () => { stop(); this.runButton.focus(); });
    this.resetButton.addEventListener("click", () => this.reset());
    this.pre.addEventListener("click", () => { if (getSelection().isCollapsed) this.edit().area.focus(); });
  }

  say(name, places) {
    this.status.textContent = name ? say(name, { cell: this.number, ...places }) : "";
  }

  edit() {
    if (!this.editor) {
      const label = say("code", { cell: this.number });
      this.editor = new Editor(this.pre, this.source, label, { changed: (text) => this.changed(text), run: () => run(this) });
      this.editButton.hidden = true;
    }
    const fold = this.pre.closest("details");
    if (fold) fold.open = true;
    return this.editor;
  }

  changed(text) {
    this.source = text;
    this.settle();
    kept = keep(cells);
    if (!kept) this.say("unkept");
  }

  get runs() { return Boolean(busy) && (this === busy.asked || this === busy.now); }

  settle() { // there is something to take back, and nothing that comes again after it was
    const asPrinted = this.source === this.printed && !this.output.place && this.ran === null;
    this.resetButton.hidden = asPrinted || this.runs;
  }

  // A text from elsewhere: from what was kept, another tab, a file. Where the reader is typing, Undo
  // takes it back.
  adopt(text) {
    if (this.source === text) return;
    this.source = text;
    const { area } = this.edit(), caret = area.selectionStart, typing = area === document.activeElement;
    this.editor.set(text, typing);
    if (typing) area.setSelectionRange(caret, caret);
    this.settle();
  }

  reset() {
    this.editor?.set(this.printed, true);
    this.source = this.printed;
    this.output.reset();
    this.between?.end();
    this.between = null;
    this.ran = null;
    this.settle();
    keep(cells);
    this.say("reset_done");
    this.runButton.focus();
  }
}

const bars = [...document.querySelectorAll(".dl-run, .dl-run-elsewhere")];
const places = HERE.cells.split(" ").map(Number);
// Those that run in the kit alone have a number too: a reader counts what is printed.
const cells = bars.map((bar, i) => bar.matches(".dl-run") ? new Cell(bar, i + 1, places[i]) : null).filter(Boolean);
const EXERCISE = cells.some((cell) => /\bdlcourse\.grading\b/.test(cell.printed));

// --- running: one cell at a time, and before it what stands above and has not run as it stands now --

// busy: the cell that was asked for, the one that runs for it, and those that have to wait.
let python = null, busy = null;

function up() {
  if (!python) {
    const draws = cells.some((cell) => DRAWS.test(cell.source));
    python = new Python(["numpy", "course", ...(draws ? ["plots"] : [])], EXERCISE ? NAME : "");
  }
  return python;
}

async function run(cell) {
  if (busy) return refuse(cell);
  busy = { asked: cell, now: cell, refused: new Set() };
  show();
  try {
    if (!python) cell.say("coming");
    await up().ready;
    for (const earlier of cells.slice(0, cells.indexOf(cell))) {
      if (earlier.ran === earlier.source && !(earlier.failed && !EXERCISE)) continue;
      cell.say("first", { cell: earlier.number });
      const { slow } = earlier.bar.dataset;
      if (slow) cell.status.append(` ${slow}`);
      await execute(earlier);
      // The functions of an exercise stand for themselves: one that fails keeps nobody from the next.
      if (earlier.failed && !EXERCISE) return cell.say("above", { cell: earlier.number });
    }
    await execute(cell);
  } catch (error) {
    fault(error);
  } finally {
    busy.refused.forEach((one) => one.say());
    busy = null;
    show();
  }
}

function refuse(cell) { // one at a time
  if (cell.runs) return;
  cell.say("busy", { cell: busy.now.number });
  busy.refused.add(cell);
}

function show() { // which buttons there are
  for (const cell of cells) {
    cell.stopButton.hidden = !cell.runs;
    cell.settle();
    cell.runButton.setAttribute("aria-disabled", Boolean(busy));
  }
}

function fault(error) { // of Python itself
  const { asked, now } = busy;
  if (error.stopped) return [asked, now].forEach((cell) => cell.say("stopped"));
  stop();
  if (error.broken || error.full) {
    return [asked, now].forEach((cell) => cell.say(error.full ? "full" : "broken", { cell: now.number }));
  }
  asked.status.textContent = error.message;
}

function stop() {
  const last = python;
  if (!last) return;
  python = null;
  for (const cell of cells) {
    cell.ran = null;
    cell.between?.end();
    cell.between = null;
  }
  last.stop();
}

async function execute(cell) {
  busy.now = cell;
  show();
  const mine = python, source = cell.source;
  if (DRAWS.test(source)) {
    cell.say("drawing");
    await mine.need("plots");
  }
  cell.say("running");
  const late = setTimeout(() => { cell.say("long"); if (busy?.asked !== cell) busy?.asked.say("long", { cell: cell.number }); }, LONG);
  cell.output.begin();
  mine.heard = (data) => heard(cell, data);
  const from = performance.now();
  try {
    const { answer, full } = await mine.call("run", cell.number, source, EXERCISE ? JSON.stringify(store.read(PROGRESS) ?? {}) : "");
    const told = read(answer, full);
    cell.ran = source;
    cell.failed = Boolean(told.error);
    cell.bar.classList.add("dl-ran");
    if (told.error) fail(cell, told.error);
    else finish(cell, told.result, performance.now() - from);
    if (told.progress) { store.write(PROGRESS, told.progress); tell(); }
    if (full) throw Object.assign(new Error("full"), { full });
  } finally {
    clearTimeout(late);
    mine.heard = () => {};
    cell.settle();
  }
}

// What the harness says. A reader's code can spoil even that; and a Python that is full may garble it.
function read(answer, full) {
  try {
    const told = JSON.parse(answer);
    if (told.error || told.result) return told;
  } catch { /* as below */ }
  if (full) return { result: {} };
  throw Object.assign(new Error(), { broken: true });
}

function heard(cell, { out, show: result, more }) {
  if (out !== undefined) cell.output.print(out);
  else if (more) cell.output.show(made("p", "dl-status", say("more")));
  else if (result) {
    const element = shown(JSON.parse(result));
    if (element) cell.output.show(element);
  }
}

function finish(cell, result, ms) {
  cell.output.end(result);
  cell.say("done", { seconds: (ms / 1000).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 }) });
  cell.between?.end();
  cell.between = null;
  const { widget } = cell.output;
  if (widget && result.widget === widget.dataset.key) {
    cell.between = new Between(widget, result.between, async (places) =>
      JSON.parse((await python.call("frame", result.widget, JSON.stringify(places))).answer));
  }
}

function fail(cell, { trace, line, cell: where, kind }) {
  cell.output.fail(trace);
  if (kind !== "error") return cell.say(kind, { cell: where });
  if (!line) return cell.say("error");
  cell.say(where === cell.number ? "error_line" : "error_elsewhere", { cell: where, line });
}

let kept = true; // whether what stands here could be kept

// What was kept of the reader's text, here or in another tab with this page.
function adoptKept() {
  if (!kept) return;
  const found = textsFor(cells, store.read(CODE));
  const typing = (cell) => Number(cell.editor?.area === document.activeElement);
  // Where the reader is typing comes last: what is put there is kept at once, with all others.
  for (const cell of [...cells].sort((a, b) => typing(a) - typing(b))) cell.adopt(found.get(cell) ?? cell.printed);
}

adoptKept();
addEventListener("storage", (event) => {
  if (event.key === CODE) adoptKept();
  if (event.key === PROGRESS) tell();
});
// A page that comes back from the browser's memory has heard nothing meanwhile.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  adoptKept();
  tell();
});
if (EXERCISE) cells.forEach((cell) => cell.edit());
