// The manifest of the MCPB bundle, from package.json and the tools themselves (MCPB manifest 0.3).

import { readFileSync } from "node:fs";

export async function mcpbManifest() {
  const { TOOLS } = await import("../dist/entry/mcp/tools/tool-list.js");
  const own = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return {
    manifest_version: "0.3",
    name: "gatehouse",
    display_name: "Gatehouse",
    version: own.version,
    description: own.description,
    author: { name: own.author },
    license: own.license,
    keywords: own.keywords,
    server: {
      type: "node",
      entry_point: "bin/gatehouse.js",
      mcp_config: {
        command: "node",
        args: ["${__dirname}/bin/gatehouse.js", "serve", "--config", "${user_config.config}"],
      },
    },
    user_config: {
      config: {
        type: "file",
        title: "gatehouse.yaml",
        description: "The configuration of the project; `npx gatehouse-db init` writes one with its policies.",
        required: true,
      },
    },
    tools: TOOLS.map(({ name, title }) => ({ name, description: title })),
    tools_generated: true, // they depend on the caller's role
    compatibility: { platforms: [process.platform], runtimes: { node: own.engines.node } },
  };
}
