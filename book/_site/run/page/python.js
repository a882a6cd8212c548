// --- Python: a worker made from one blob, thrown away to stop it -----------------------------------

// Files come as scripts: a page that is opened as a file may fetch nothing. A worker may load
// nothing at all, so the page hands everything over.
const HERE = document.currentScript.dataset;
const FOLDER = `${document.documentElement.dataset.content_root}_static/run/`;
const PACKS = dlcourse.packs; // name -> file, which bars.py writes in front of this script
const packs = new Map(); // name -> promise of its text
const waiting = new Map(); // name -> what the script that brings it resolves

dlcourse.pack = (name, text) => waiting.get(name)(text);

function load(name, file = PACKS[name]) {
  if (!packs.has(name)) {
    packs.set(name, new Promise((resolve, reject) => {
      waiting.set(name, resolve);
      const script = document.createElement("script");
      script.src = FOLDER + file;
      script.onerror = () => {
        packs.delete(name);
        script.remove();
        reject(new Error(say("absent")));
      };
      document.head.append(script);
    }));
  }
  return packs.get(name);
}

class Python {
  // What the first start of a page makes, for its next ones: the interpreter as it stood, and its
  // program compiled. Both come before any code of the reader's, and are taken from then alone.
  static #snapshot;
  static #module;

  #worker = null;
  #ready = false;
  #calls = new Map();
  #last = 0;
  #mounted = new Map();
  #onFault = () => {};

  // heard: gets what code prints and shows while it runs, as {out}, {show} or {more}.
  constructor(first, home) {
    this.heard = () => {};
    this.over = new Promise((_, reject) => { this.#onFault = reject; });
    this.over.catch(() => {});
    this.ready = Promise.race([this.#start(first, home), this.over]);
    this.ready.catch(() => {});
    for (const part of first) this.#mounted.set(part, this.ready);
  }

  async #start(first, home) {
    const wanted = ["core", ...first].map((part) => [part, load(part)]);
    wanted.forEach(([, text]) => text.catch(() => {})); // the first that is awaited tells
    const [[, program]] = await unpack(await load("worker"));
    const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
    this.#worker = new Worker(address);
    const up = new Promise((resolve, reject) => {
      this.#worker.onerror = (event) => {
        event.preventDefault();
        this.#fault(new Error(event.message || ""));
        reject(new Error(say("failed", { reason: event.message || "" })));
      };
      this.#worker.onmessage = ({ data }) => this.#hear(data, resolve, reject);
    });
    const options = { packs: first, home, language: document.documentElement.lang };
    this.#worker.postMessage({ start: { ...options, snapshot: Python.#snapshot, module: Python.#module } });
    // The core first: Python starts while the others are on their way.
    for (const [part, text] of wanted) this.#worker.postMessage({ part, text: await text });
    await up;
    URL.revokeObjectURL(address);
  }

  #hear(data, up, failed) {
    if (data?.ready) { this.#ready = true; up(); }
    else if (data?.id) {
      const { resolve, reject } = this.#calls.get(data.id) ?? {}; // none, if a reader's code says so
      this.#calls.delete(data.id);
      if (!resolve) return;
      data.broken ? reject(Object.assign(new Error(data.broken), { broken: true })) : resolve(data);
    } else if (data?.broken && !this.#ready) failed(new Error(say("failed", { reason: data.broken.split("\n")[0] })));
    else if (data?.module && !this.#ready) Python.#module = data.module;
    else if (data?.snapshot && !this.#ready) Python.#snapshot = data.snapshot;
    else if (data && this.#ready) this.heard(data);
  }

  #fault(error) {
    for (const { reject } of this.#calls.values()) reject(Object.assign(error, { broken: true }));
    this.#calls.clear();
    this.#onFault(error);
  }

  #ask(message) {
    return new Promise((resolve, reject) => {
      this.#calls.set(++this.#last, { resolve, reject });
      this.#worker.postMessage({ id: this.#last, ...message });
    });
  }

  // Bring a pack that is not there from the start.
  need(part) {
    if (!this.#mounted.has(part)) {
      const coming = load(part).then((text) => {
        this.#worker.postMessage({ part, text });
        return this.#ask({ mount: part });
      });
      coming.catch(() => this.#mounted.delete(part));
      this.#mounted.set(part, coming);
    }
    return this.#mounted.get(part);
  }

  // A function of the harness: resolves with its answer.
  call(name, ...args) {
    return this.#ask({ call: name, args });
  }

  stop() {
    this.#worker?.terminate();
    this.#fault(Object.assign(new Error("stopped"), { stopped: true }));
  }
}
