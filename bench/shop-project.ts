// A project over the SQLite file of new-shapes.ts: an analyst for whom half of the personal columns are pseudonyms.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ANALYST } from "./analyst.ts";

const FILES: Readonly<Record<string, string>> = {
  ...ANALYST,
  "policies/data/shop.yaml": `database: shop
relations:
  main.customers:
    owners: [alice]
    level: internal
    columns: { id: internal, created_at: internal, email: email, full_name: person-name, phone: phone, ssn: national-id, country: public, city: public }
  main.orders:
    owners: [alice]
    level: internal
    columns: { id: internal, customer_id: internal, status: public, total: internal }
`,
};

export async function writeProject(folder: string, { state, file }: { state: string; file: string }): Promise<void> {
  const config = `databases: { shop: { engine: sqlite, file: ${JSON.stringify(file)} } }
policies: ./policies
state: ${JSON.stringify(state)}
transport: { stdio: { caller: claude, role: analyst } }
`;
  for (const [path, text] of Object.entries({ ...FILES, "gatehouse.yaml": config })) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
