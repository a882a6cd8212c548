// --- what a cell shows ---------------------------------------------------------------------------

// HTML that code shows asks for nothing. The policy of the page refuses scripts and other people's
// servers, but not a refresh, a name looked up ahead, or a file on another machine where the page
// itself is a file: so elements and attributes by which HTML asks for something go.
const ASKING = "script, meta, link, base, iframe, frame, object, embed, form, portal";
const ADDRESSES = ["src", "srcset", "href", "xlink:href", "poster", "background", "data", "imagesrcset"];
const OURS = /^\s*(#|data:image\/)/; // what stands in the page itself
const ELSEWHERE = /@import|image-set\(|\bsrc\(|url\((?!\s*["']?(#|data:image\/))/i; // in styles

function cleanElement(element) {
  if (element.localName === "style" && ELSEWHERE.test(element.textContent)) return element.remove();
  for (const { name, value } of [...element.attributes]) {
    const link = element.localName === "a" && name === "href" && /^(https?:|#)/i.test(value); // which somebody follows
    const asks = ADDRESSES.includes(name) ? !link && !OURS.test(value)
      : /^on|^(ping|srcdoc|action|formaction|attributionsrc)$/i.test(name) || ELSEWHERE.test(value);
    if (asks) element.removeAttribute(name);
  }
}

function clean(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html"); // where nothing loads and runs
  body.querySelectorAll(ASKING).forEach((element) => element.remove());
  body.querySelectorAll("*").forEach(cleanElement);
  const fragment = document.createDocumentFragment();
  fragment.append(...[...body.childNodes].map((node) => document.importNode(node, true)));
  return fragment;
}

// Of Markdown as much as a hint and a solution have: code in fences, and between them paragraphs,
// lists, bold words and names in backticks. Formulas stay whole, for typeset; of a link, which leads to
// a notebook, its words.
function markdown(text) {
  const whole = made("div", "dl-markdown");
  text.split(/^```.*\n([\s\S]*?)^```\s*$/m).forEach((piece, i) => {
    if (i % 2) {
      const block = made("div", "highlight");
      const pre = document.createElement("pre");
      colour(pre, piece.replace(/\n$/, ""));
      block.append(pre);
      whole.append(block);
      return;
    }
    for (const paragraph of piece.split(/\n\s*\n/)) {
      if (paragraph.trim()) whole.append(inline(made("p", ""), paragraph.trim()));
    }
  });
  return whole;
}

const INLINE = new RegExp(`(\\*\\*[^*]+\\*\\*|\`[^\`]+\`|${TEX.source}|\\[[^\\]]*\\]\\([^)]*\\)|\\n(?=\\d+\\. |[-*] ))`);

function inline(into, text) {
  text.split(INLINE).forEach((piece) => {
    if (/^\*\*/.test(piece)) into.append(made("strong", "", piece.slice(2, -2)));
    else if (/^`/.test(piece)) into.append(made("code", "", piece.slice(1, -1)));
    else if (/^\[.*\)$/.test(piece)) into.append(piece.slice(1, piece.indexOf("](")));
    else if (piece === "\n") into.append(document.createElement("br"));
    else into.append(piece);
  });
  return into;
}

// The source of a function, as the page prints one.
function listing(code, caption) {
  const place = made("div", "output text_html"), source = made("div", "dl-source");
  const head = document.createElement("p"), block = made("div", "highlight"), pre = document.createElement("pre");
  head.append(clean(caption));
  colour(pre, code);
  block.append(pre);
  source.append(head, block);
  place.append(source);
  return place;
}

function shown(result) {
  if (result.code !== undefined) return listing(result.code, result.html);
  if (result.html !== undefined) {
    const place = made("div", "output text_html");
    place.append(clean(result.html));
    return place;
  }
  if (result.markdown !== undefined) return markdown(result.markdown);
  if (result.figure !== undefined) {
    const place = made("div", "output text_html");
    place.append(Object.assign(document.createElement("img"), { alt: say("figure"), src: `data:image/svg+xml;base64,${result.figure}` }));
    return place;
  }
  if (result.text === undefined) return null;
  const place = stream("output text_plain", result.text);
  if (result.more) place.append(made("p", "dl-status", say("more")));
  return place;
}

function stream(className, text = "") {
  const place = made("div", className);
  place.append(made("pre", "", text));
  return place;
}

// The place for what a run gives, beside what was recorded: that stays until there is something new,
// and comes back with Reset.
class Output {
  constructor(root) {
    this.root = root;
    this.recorded = root.querySelector(":scope > .cell_output");
    this.widget = this.recorded?.querySelector(".dl-widget") ?? null;
    this.place = null;
  }

  begin() {
    this.fresh = made("div", "cell_output docutils container dl-fresh");
    this.text = null;
  }

  #put() { // in the place of what stood there
    if (this.fresh.isConnected) return;
    if (!this.widget) this.recorded?.remove();
    this.place?.remove();
    this.place = this.fresh;
    this.root.append(this.place);
  }

  print(piece) {
    this.#put();
    if (!this.text) {
      const place = stream("output stream");
      this.text = place.firstChild;
      this.fresh.append(place);
    }
    this.text.append(piece);
  }

  show(element) {
    this.#put();
    this.text = null;
    this.fresh.append(element);
    typeset(element);
  }

  // The result of the last line. A widget of the page stays where it is, and comes alive.
  end(result) {
    const own = this.widget && result.widget === this.widget.dataset.key;
    if (own) {
      this.#bring();
      if (!this.fresh.isConnected) this.place?.remove();
      return;
    }
    this.#put();
    if (this.widget) this.recorded.remove();
    const element = shown(result);
    if (element) this.show(element);
    if (result.widget) this.show(made("p", "dl-status", say("still")));
  }

  fail(trace) {
    this.show(stream("output dl-error", trace));
  }

  #bring() { // what was recorded, back into its place
    if (this.recorded && !this.recorded.isConnected) this.root.append(this.recorded);
    if (this.recorded && this.place?.isConnected) this.recorded.after(this.place);
  }

  reset() {
    this.#bring();
    this.place?.remove();
    this.place = null;
  }
}
