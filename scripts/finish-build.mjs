// What the compiler leaves to be done: the command is executable.

import { chmodSync } from "node:fs";

chmodSync(new URL("../dist/entry/cli/main.js", import.meta.url), 0o755);
