// Bundles src/ into one script for the page, with the licences of what it holds and the hash of the only style that a
// library writes into the page. The same sources and the same lock give the same bytes. `--check` compares.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../../finops_gate/reports/data");
process.chdir(here);

const options = { bundle: true, minify: true, write: false, target: "es2022", legalComments: "none", charset: "ascii" };
const script = await build({ ...options, entryPoints: ["src/main.ts"], format: "iife", metafile: true, logLevel: "warning" });
const style = await build({ ...options, entryPoints: ["src/page.css"], logLevel: "warning" });

// Observable Plot writes one style element into each chart. With the class that src/charts.ts gives every chart its text
// never differs, so the page's policy admits it by hash, and no other.
const source = readFileSync("node_modules/@observablehq/plot/src/plot.js", "utf8");
const written = [...source.matchAll(/append\("style"\)\.text\(\s*`([^`]*)`/g)];
if (written.length !== 1) throw new Error("Plot writes its style otherwise than it did: read plot.js");
const text = written[0][1].replaceAll("${className}", "chart");
const hash = createHash("sha256").update(text).digest("base64");

const packages = new Set();
const [output] = Object.values(script.metafile.outputs);
for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
  if (bytesInOutput === 0) continue;
  const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[1]);
}
const notices = [...packages].sort().map((name) => {
  const folder = join("node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "license"].find((entry) => existsSync(join(folder, entry)));
  if (!file) throw new Error(`${name} has no licence in its package`);
  return `${name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});

const outputs = {
  "page.js": `/*! finops-gate page. Holds ${[...packages].sort().join(", ")}: see page.notices.txt. */\n${script.outputFiles[0].text}`,
  "page.css": style.outputFiles[0].text,
  "page.styles.txt": `sha256-${hash}\n`,
  "page.notices.txt": notices.join(`\n${"-".repeat(80)}\n\n`),
};
let stale = false;
for (const [name, content] of Object.entries(outputs)) {
  const path = join(target, name);
  if (process.argv.includes("--check")) {
    if (!existsSync(path) || readFileSync(path, "utf8") !== content) {
      stale = true;
      console.error(`${name} is stale: make page, read the difference, commit it.`);
    }
  } else writeFileSync(path, content);
}
process.exitCode = stale ? 1 : 0;
