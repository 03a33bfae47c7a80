// A corpus of writes on either engine: its statements, and what of them nobody may find afterwards.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { ChangingShop } from "./changing-shop.ts";
import { readCases } from "./corpus-shop.ts";
import { CANARY, foreignMarks } from "./write-marks.ts";

type Cases = Awaited<ReturnType<typeof readCases>>;

/** `folder`: below cases, of files of statements. */
export async function casesIn(folder: string): Promise<Cases> {
  const files = await readdir(`cases/${folder}`);
  return readCases(
    folder,
    files.map((name) => name.replace(".sql", "")),
  );
}

/** No protected value is in the bytes of the state folder's databases. */
export async function expectSealed({ folder }: Pick<ChangingShop, "folder">): Promise<void> {
  for (const name of await readdir(join(folder, ".gatehouse"))) {
    if (!/\.db/.test(name)) continue;
    const bytes = await readFile(join(folder, ".gatehouse", name), "latin1");
    expect(/canary|900-55-/i.exec(bytes)?.[0]).toBeUndefined();
  }
}

/** Asks for each where every write waits for people; how many got a preview. None shows what is protected. */
export async function previewAll(shop: ChangingShop, cases: Cases): Promise<number> {
  let previewed = 0;
  for (const { sql } of cases) {
    const answer = await shop.query(sql, { reason: "" });
    const text = answer.kind === "released" ? answer.json : JSON.stringify(answer.refusal);
    expect({ sql, marks: foreignMarks(text, CANARY, sql) }).toEqual({ sql, marks: [] });
    if (answer.kind === "released" && answer.json.includes('"approval_needed"')) previewed += 1;
  }
  return previewed;
}
