// The version of this package, from its package.json.

import { readFileSync } from "node:fs";
import { z } from "zod";
import { PACKAGE_ROOT } from "./package-root.ts";

export const VERSION: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL("package.json", PACKAGE_ROOT), "utf8"))).version;
