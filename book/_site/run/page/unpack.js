// --- packs: text to files, in the page for the worker's own program, and in the worker for the rest --

// Resolves with [path, bytes] of each file.
async function unpack(text) { // base64 of gzip of: length of the index, index, files
  const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text)
    : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const raw = await new Response(stream).arrayBuffer();
  const length = new DataView(raw).getUint32(0, true);
  const index = JSON.parse(new TextDecoder().decode(new Uint8Array(raw, 4, length)));
  return Object.entries(index).map(([path, [at, size]]) => [path, new Uint8Array(raw, 4 + length + at, size)]);
}
