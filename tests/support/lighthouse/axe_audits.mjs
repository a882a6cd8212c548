// The audits of Lighthouse that only tell what axe has found. Called as a script, this prints what the
// category of accessibility asks: of axe, and besides of anything but the reader's own judgement.
import { fileURLToPath } from "node:url";
import { defaultConfig } from "lighthouse";

const loaded = defaultConfig.audits.map((name) => import(`lighthouse/core/audits/${name}.js`));
const metas = (await Promise.all(loaded)).map((module) => module.default.meta);
const ids = (which) => new Set(metas.filter(which).map(({ id }) => id));
export const axeAudits = ids(({ requiredArtifacts }) => requiredArtifacts.includes("Accessibility"));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const manual = ids(({ scoreDisplayMode }) => scoreDisplayMode === "manual");
  const asked = defaultConfig.categories.accessibility.auditRefs.map(({ id }) => id);
  console.log(JSON.stringify({
    axe: asked.filter((id) => axeAudits.has(id)),
    besides: asked.filter((id) => !axeAudits.has(id) && !manual.has(id)),
  }));
}
