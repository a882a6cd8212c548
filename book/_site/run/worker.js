// Python in a worker: its files come from memory, and nothing here can send a request. The build
// joins this behind INFO, which its lock tells of itself, its two modules, which give
// _createPyodideModule and loadPyodide, and page/unpack.js.

const arrived = {}, wanted = {};
const part = (name) => wanted[name] ??= new Promise((resolve) => { arrived[name] = resolve; });

async function mount(py, name) {
  const made = new Set();
  for (const [path, data] of await part(name)) {
    const folder = "/" + path.slice(0, path.lastIndexOf("/"));
    if (!made.has(folder)) { py.FS.mkdirTree(folder); made.add(folder); }
    py.FS.writeFile("/" + path, data, { canOwn: true });
  }
  py.runPython("import importlib; importlib.invalidate_caches()");
}

// The page's policy refuses what leads elsewhere. Our own server would still hear what code asks of
// it, so whatever could ask is taken away, wherever it stands on the way up from the worker itself.
function closeDoors() {
  const doors = ["XMLHttpRequest", "WebSocket", "WebSocketStream", "EventSource", "WebTransport", "Worker",
    "SharedWorker", "BroadcastChannel", "indexedDB", "caches", "importScripts", "FontFace"];
  for (let at = self; at; at = Object.getPrototypeOf(at)) {
    for (const name of doors) delete at[name];
    if (Object.hasOwn(at, "fetch")) delete at.fetch;
  }
}

function serve(core) { // Pyodide asks for two files: the program and the library
  const value = async (address) => {
    const name = String(address).split("/").pop();
    if (!core.has(name)) throw new TypeError(`There is no network here: ${address}`);
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return new Response(core.get(name), { headers: { "content-type": type } });
  };
  Object.defineProperty(self, "fetch", { value });
}

// A snapshot of the interpreter as it stands after its start makes the next start of this page seven
// times as fast. It holds no packages, so it is taken before any is there; and one of a heap that has
// grown beyond what a fresh start has cannot be put back.
const FRESH_HEAP = 30 * 2 ** 20;
const AT_HAND = "import ast, json, linecache, logging, traceback, html, copy, inspect, dataclasses, " +
  "importlib.util, contextlib, re, functools, pathlib, typing, ctypes";

function keepSnapshot(py) {
  py.runPython(AT_HAND);
  const snapshot = py.makeMemorySnapshot();
  if (py._module.HEAP8.length === FRESH_HEAP) postMessage({ snapshot }, [snapshot.buffer]);
}

async function start({ packs, snapshot, module, language, home, version }) {
  closeDoors();
  serve(new Map(await part("core")));
  WebAssembly.instantiateStreaming = async (response, imports) => { // compiled once for all starts of a page
    module ??= await WebAssembly.compileStreaming(response);
    postMessage({ module });
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  const py = await loadPyodide({
    ...(snapshot ? { _loadSnapshot: snapshot } : { _makeSnapshot: true }),
    createPyodideModule: _createPyodideModule,
    indexURL: "file:///python/",
    packageBaseUrl: "file:///python/",
    lockFileContents: { info: INFO, packages: {} }, // packages come as files: none is looked up
    env: { MPLBACKEND: "module://dlcourse_figures", HOME: "/home/reader", DLCOURSE_LANGUAGE: language },
  });
  if (!snapshot) keepSnapshot(py);
  for (const name of packs) await mount(py, name);
  const out = {
    isatty: false,
    write(bytes) {
      if (printed <= MOST) print(decoder.decode(bytes.subarray(0, 4 * MOST + 4), { stream: true }));
      return bytes.length;
    },
  };
  py.setStdout(out);
  py.setStderr(out);
  py.setStdin({ error: true });
  py.registerJsModule("dlcourse_of_page", { show: (shown) => { flush(); postMessage({ show: shown }); } });
  py._api.on_fatal = (error) => {
    for (const id of open) postMessage({ id, broken: String(error) });
  };
  const harness = py.pyimport("dlcourse_page");
  harness.begin(home);
  return { py, harness: { run: harness.run, frame: harness.frame } }; // whatever a cell does to the module
}

// What a cell prints goes to the page in pieces, and no more than somebody can read.
const MOST = 100_000;
let piece = "", printed = 0, sent = 0, decoder = new TextDecoder();

function print(text) {
  printed += text.length;
  piece += printed > MOST ? text.slice(0, text.length - (printed - MOST)) : text;
  if (performance.now() - sent > 50 || printed > MOST) flush();
  if (printed > MOST) postMessage({ more: true });
}

function flush() {
  if (piece) postMessage({ out: piece });
  piece = "";
  sent = performance.now();
}

// Beyond this the addresses of Pyodide's memory do not fit into a signed number, and texts that it
// gives back may be any bytes. A heap never shrinks: the page starts Python afresh.
const HALF = 2 ** 31;

// Calls without an answer. What a cell awaits goes on outside its call: if Python breaks down there,
// Pyodide alone hears of it.
const open = new Set();

let python;
onmessage = async ({ data }) => {
  try {
    if (data.part) {
      part(data.part);
      arrived[data.part](unpack(data.text));
      await part(data.part);
    } else if (data.start) {
      python = start(data.start);
      await python;
      postMessage({ ready: true });
    } else if (data.mount) {
      await mount((await python).py, data.mount);
      postMessage({ id: data.id });
    } else if (data.call) { // a function of the harness, and its arguments
      const { py, harness } = await python;
      if (data.call === "run") { // and not a frame, drawn while a cell awaits something
        printed = 0;
        decoder = new TextDecoder(); // the last letter of a text that was cut may be a part of one
      }
      open.add(data.id);
      const answer = await harness[data.call](...data.args);
      flush();
      postMessage({ id: data.id, answer, full: py._module.HEAP8.length > HALF });
    }
  } catch (error) {
    flush();
    postMessage({ id: data.id, broken: String(error && error.message || error) });
  } finally {
    open.delete(data.id);
  }
};
