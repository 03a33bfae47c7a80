// Makes docs/clients.md from the table that `gatehouse connect` goes by: each client with its files, what its entry looks like, and its
// vendor's page.

import { writeFileSync } from "node:fs";
import { withEntry } from "../dist/adapters/files/clients/change-text.js";
import { CLIENTS } from "../dist/adapters/files/clients/clients.js";
import { entryOf } from "../dist/adapters/files/clients/entry-shapes.js";

const LAUNCH = {
  name: "gatehouse",
  command: "/usr/bin/node",
  args: ["/usr/lib/node_modules/gatehouse-db/bin/gatehouse.js", "serve", "--config", "/srv/shop/gatehouse.yaml"],
  variables: ["SHOP_DATABASE_URL"],
};
const SYSTEMS = { darwin: "macOS", linux: "Linux", win32: "Windows" };

function describe(client) {
  const places = Object.entries(SYSTEMS).map(([system, name]) => {
    const found = client.user[system].map((place) => `\`${place}\``);
    return `| ${name} | ${found.length === 0 ? "none" : found.join(", else ")} |`;
  });
  const block = withEntry("", { client, name: LAUNCH.name, entry: entryOf(client, LAUNCH) }).trimEnd();
  return [
    `## ${client.name}`,
    `\`gatehouse connect ${client.id}\`, by [its vendor's page](${client.source}). ${client.next}`,
    [
      "| On | File |",
      "|---|---|",
      ...places,
      `| a project (\`--project\`) | ${client.project === null ? "none" : `\`${client.project}\``} |`,
    ].join("\n"),
    `\`\`\`${client.format === "yaml" ? "yml" : client.format}\n${block}\n\`\`\``,
  ].join("\n\n");
}

const page = `# Clients

\`gatehouse connect\` lists the MCP clients that it finds on this machine, and whether the server is in them. \`gatehouse connect CLIENT\` adds it: merged into what is there, with comments, order and the file's mode kept, the file replaced as a whole or not at all. \`--dry-run\` shows what would change, \`--print\` gives the block alone, \`--name\` gives the server another name, \`--caller\` and \`--role\` say who calls. Made by \`npm run generate\` from the table in \`src/adapters/files/clients/clients.ts\`.

- **Undo.** \`gatehouse connect CLIENT --undo\` puts back the bytes that were there before, or takes the file away where there was none. Where the file has been changed since, the entry alone is taken out, and the command says so. What was before is kept under your own state folder (\`~/.local/state/gatehouse\`, \`~/Library/Application Support/Gatehouse\` or \`%LOCALAPPDATA%\\Gatehouse\`), for you alone to read.
- **No secret.** The entry names \`gatehouse.yaml\`, and the variables that it refers to by name, in the form in which the client hands them over. Codex and Goose are given a list of names; Claude Desktop hands over none of your variables, so that a database with a password is reached there by a URL without it and \`~/.pgpass\`.
- **Refusals.** A file that is no JSON, TOML or YAML, that is written in a form that would not survive the edit, that is changed meanwhile, that a link leads to from outside of your home (\`--follow-links\`), or that has a server of that name already (\`--replace\`) stays as it is. After each edit the text is read again: it means what it meant, but for the entry.
- **Paths are absolute.** Applications that are opened from a dock or a menu have another \`PATH\` than a terminal, so the entry names this Node.js and this program. From npx's cache it names the package, by version.

${CLIENTS.map(describe).join("\n\n")}

## Any other client

\`gatehouse connect --print\` gives the block that most take.
`;
writeFileSync(new URL("../docs/clients.md", import.meta.url), page);
