// --- the editor: a textarea over the coloured code -------------------------------------------------

// A textarea brings the keyboards of phones, screen readers and Undo, and weighs nothing. The code below
// it is coloured with the classes of Pygments, which the page's style sheet has.
const TOKEN = new RegExp([
  /(#.*)/,
  /((?:[rfbu]|rf|fr|br|rb)?(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))/,
  /\b(False|None|True)\b/,
  new RegExp("\\b(and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|" +
    "import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)\\b"),
  /\b(\d[\w.]*)/,
].map((one) => one.source).join("|"), "gi");
const CLASSES = ["c1", "s2", "kc", "k", "mi"];

function colour(pre, source) {
  const pieces = [];
  let at = 0;
  for (const found of source.matchAll(TOKEN)) {
    const kind = found.slice(1).findIndex((group) => group !== undefined);
    pieces.push(source.slice(at, found.index), made("span", CLASSES[kind], found[0]));
    at = found.index + found[0].length;
  }
  // A textarea shows the line after its last line break; a pre does so only with one more.
  pre.replaceChildren(...pieces, source.slice(at) + "\n");
}

// As the reader types, so that Undo knows of it: setting .value would empty its memory.
function type(area, text) {
  area.focus();
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (done) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input"));
}

class Editor {
  // changed: called with the text when the reader has typed; run: at Shift and Enter.
  constructor(pre, source, label, { changed, run }) {
    this.pre = pre;
    this.printed = [...pre.childNodes]; // as Pygments coloured it
    const area = this.area = document.createElement("textarea");
    Object.assign(area, { value: source, className: "dl-edit", spellcheck: false, autocapitalize: "off", autocomplete: "off", rows: 1 });
    area.setAttribute("autocorrect", "off");
    area.setAttribute("wrap", "soft");
    area.setAttribute("aria-label", label);
    pre.parentElement.classList.add("dl-editing");
    pre.setAttribute("aria-hidden", "true");
    pre.removeAttribute("tabindex");
    pre.after(area);
    colour(pre, source);
    area.addEventListener("input", () => { colour(pre, area.value); changed(area.value); });
    area.addEventListener("keydown", (event) => this.#key(event, run));
  }

  get text() { return this.area.value; }

  // In place of all that stands there. kept: so that Undo takes it back.
  set(source, kept = false) {
    if (this.area.value === source) return;
    if (kept) {
      this.area.focus();
      this.area.select();
      type(this.area, source);
    } else {
      this.area.value = source;
      colour(this.pre, source);
    }
  }

  #key(event, run) {
    const { area } = this, { selectionStart: from, selectionEnd: to } = area;
    const control = event.ctrlKey || event.metaKey;
    const line = area.value.slice(area.value.lastIndexOf("\n", from - 1) + 1, from);
    const answer = (act) => { event.preventDefault(); act(); };
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.shiftKey || control)) answer(run);
    else if (event.key === "Enter") {
      const deeper = /:\s*(#.*)?$/.test(line) ? "    " : "";
      answer(() => type(area, "\n" + line.match(/^ */)[0] + deeper));
    } else if (event.key === "Backspace" && !control && from === to && /^( {4})+$/.test(line)) {
      answer(() => { area.setSelectionRange(from - 4, from); type(area, ""); });
    } else if (control && (event.key === "]" || event.key === "[")) {
      answer(() => this.#shift(event.key === "]"));
    }
  }

  #shift(deeper) { // the lines that are marked, by four spaces
    const { area } = this, { value } = area;
    const from = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const found = value.indexOf("\n", area.selectionEnd);
    const to = found < 0 ? value.length : found;
    const old = value.slice(from, to), several = old.includes("\n");
    const text = deeper ? old.replace(/^/gm, "    ") : old.replace(/^ {1,4}/gm, "");
    if (text === old) return;
    const caret = area.selectionStart + (deeper ? 4 : -Math.min(4, old.match(/^ */)[0].length));
    area.setSelectionRange(from, to);
    type(area, text);
    if (several) area.setSelectionRange(from, from + text.length);
    else area.setSelectionRange(Math.max(from, caret), Math.max(from, caret));
  }
}
