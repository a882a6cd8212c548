// --- formulas: what stands in dollars, set by KaTeX as the site's own formulas are ----------------

// As in Pandoc's Markdown: what costs $5 and $6 is no formula. Nor has one names in backticks.
const TEX = /\$\$[^$]+\$\$|\$(?![\s$])(?:\\[\s\S]|[^\\$`])*?(?:\\[\s\S]|[^\\$`\s])\$(?!\d)/;
const VERBATIM = "pre, code, textarea, style, svg, math";

function formula(tex) {
  const whole = tex.startsWith("$$"); // on a line of its own
  const place = made(whole ? "div" : "span", "math");
  if (whole) place.tabIndex = 0; // a wide one scrolls, by keys too
  const options = { displayMode: whole, maxSize: 20, strict: false };
  try { katex.render(tex.replace(/^\$+|\$+$/g, ""), place, options); } catch { return tex; } // none that KaTeX knows
  return place;
}

// Where KaTeX does not arrive, they stay as they are written.
async function typeset(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (TEX.test(text.data) && !text.parentElement.closest(VERBATIM)) found.push(text);
  }
  if (!found.length) return;
  try { await load("formulas"); } catch { return; }
  const pieces = new RegExp(`(${TEX.source})`);
  for (const text of found) {
    text.replaceWith(...text.data.split(pieces).map((piece, i) => i % 2 ? formula(piece) : piece));
  }
}
