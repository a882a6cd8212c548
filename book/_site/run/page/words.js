// --- words: whole sentences of words.py, in which places are filled ------------------------------

const say = (name, places = {}) =>
  WORDS[name].replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);

const made = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });

function button(name, className = "") {
  return Object.assign(made("button", className, say(name)), { type: "button" });
}
