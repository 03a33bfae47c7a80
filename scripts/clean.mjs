// Removes everything that a build makes, so that the next build starts from nothing.

import { rmSync } from "node:fs";

for (const folder of ["dist", "bin", ".bench/built"]) {
  rmSync(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true });
}
