// Where this package lies, whether it runs from its sources, compiled, or bundled: the nearest folder above this file with a package.json.

import { existsSync } from "node:fs";

export const PACKAGE_ROOT: URL = nearestPackage(new URL("./", import.meta.url));

function nearestPackage(folder: URL): URL {
  const above = new URL("../", folder);
  if (above.href === folder.href) throw new Error("the package has lost its package.json");
  return existsSync(new URL("package.json", folder)) ? folder : nearestPackage(above);
}
