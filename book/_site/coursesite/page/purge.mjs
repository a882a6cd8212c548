// Cuts a style sheet down to the rules that some page or script can use. Reads {css, words} as JSON
// from standard input: words are all names that occur there. Writes the sheet to standard output.
import { readFileSync } from "node:fs";
import { PurgeCSS } from "purgecss";

const { css, words } = JSON.parse(readFileSync(0, "utf8"));
const [sheet] = await new PurgeCSS().purge({
  content: [{ raw: "", extension: "names" }],
  css: [{ raw: css }],
  extractors: [{ extractor: () => words, extensions: ["names"] }],
  keyframes: true,
  variables: true,
});
process.stdout.write(sheet.css);
