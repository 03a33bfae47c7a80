// Makes every generated file: runs each scripts/generate-*.mjs, in order of their names.
// A file that is made so is marked `generated` in .gitattributes, and scripts/check-generated.mjs holds it to that.

import { readdirSync } from "node:fs";

const folder = new URL("./", import.meta.url);
for (const name of readdirSync(folder).toSorted()) {
  if (/^generate-.+\.mjs$/.test(name)) await import(new URL(name, folder).href);
}
