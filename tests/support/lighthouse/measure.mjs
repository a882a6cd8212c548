// Lighthouse on its mobile profile: reads lines with an address, and answers each with a line of JSON.
// One browser serves for all; what it remembers of a page goes before the next. Behind an address may
// stand "lean": then what only axe knows is left out, and what no score or figure comes from.
import { createInterface } from "node:readline";
import { launch } from "chrome-launcher";
import lighthouse, { defaultConfig } from "lighthouse";
import { axeAudits } from "./axe_audits.mjs";

const [categories, figures, ...chromeFlags] = process.argv.slice(2);
const every = categories.split(",");
const unscored = defaultConfig.categories.performance.auditRefs
  .filter(({ id, weight }) => !weight && !figures.split(",").includes(id)).map(({ id }) => id);
const LEAN = {
  onlyCategories: every.filter((name) => name !== "accessibility"),
  skipAudits: [...axeAudits, ...unscored],
};
const chrome = await launch({ chromePath: process.env.CHROME_PATH, chromeFlags });

// The scores out of 100, figures (in ms and bytes), and the audits that a page does not pass. What a
// busy machine lowers is measured, not passed.
function told({ categories, audits }) {
  const asked = Object.keys(categories).filter((name) => name !== "performance")
    .flatMap((name) => categories[name].auditRefs.map(({ id }) => audits[id]));
  // The frames of a widget are numbers in a script: nothing that a source map could lead back to.
  const failed = asked.filter(({ id, score }) =>
    score !== null && score < 1 && id !== "valid-source-maps");
  return {
    scores: Object.fromEntries(
      Object.entries(categories).map(([name, { score }]) => [name, Math.round(100 * score)])),
    figures: Object.fromEntries(figures.split(",").map((id) => [id, audits[id].numericValue])),
    failed: Object.fromEntries(failed.map(({ id, title }) => [id, title])),
  };
}

try {
  for await (const line of createInterface({ input: process.stdin })) {
    const [address, lean] = line.split(" ");
    const flags = { port: chrome.port, disableFullPageScreenshot: true, logLevel: "error" };
    const ask = () => lighthouse(address, { ...flags, ...(lean ? LEAN : { onlyCategories: every }) });
    let { lhr } = await ask();
    if (lhr.runtimeError) ({ lhr } = await ask()); // a busy machine may miss what it waits for
    console.log(JSON.stringify(told(lhr)));
  }
} finally {
  chrome.kill();
}
