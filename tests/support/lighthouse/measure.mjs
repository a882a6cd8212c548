// Lighthouse on its mobile profile: reads addresses, a line each, and answers each with a line of
// JSON. One browser serves for all; what it remembers of a page goes before the next.
import { createInterface } from "node:readline";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [categories, figures, ...chromeFlags] = process.argv.slice(2);
const onlyCategories = categories.split(",");
const chrome = await launch({ chromePath: process.env.CHROME_PATH, chromeFlags });

// The scores out of 100, figures (in ms and bytes), and the audits that a page does not pass. What a
// busy machine lowers is measured, not passed.
function told({ categories, audits }) {
  const asked = onlyCategories.filter((name) => name !== "performance")
    .flatMap((name) => categories[name].auditRefs.map(({ id }) => audits[id]));
  const failed = asked.filter(({ score }) => score !== null && score < 1);
  return {
    scores: Object.fromEntries(onlyCategories.map((c) => [c, Math.round(100 * categories[c].score)])),
    figures: Object.fromEntries(figures.split(",").map((id) => [id, audits[id].numericValue])),
    failed: Object.fromEntries(failed.map(({ id, title }) => [id, title])),
  };
}

try {
  for await (const address of createInterface({ input: process.stdin })) {
    const flags = { port: chrome.port, onlyCategories, disableFullPageScreenshot: true };
    const ask = () => lighthouse(address, { ...flags, logLevel: "error" });
    let { lhr } = await ask();
    if (lhr.runtimeError) ({ lhr } = await ask()); // a busy machine may miss what it waits for
    console.log(JSON.stringify(told(lhr)));
  }
} finally {
  chrome.kill();
}
