// Other images of a write's rows in the place of those that were kept, as whoever holds the state folder and its keys can put them there.

import { join } from "node:path";
import Database from "better-sqlite3";
import { readKey } from "../../src/adapters/files/key-file.ts";
import { imagesPlace } from "../../src/adapters/sqlite-state/approvals/approval-rows.ts";
import { decrypt, encrypt } from "../../src/adapters/sqlite-state/seal-payload.ts";

export async function forgeImages(folder: string, id: string, change: (text: string) => string): Promise<void> {
  const stateFolder = join(folder, ".gatehouse");
  const key = await readKey(join(stateFolder, "keys", "approvals.key"));
  const connection = new Database(join(stateFolder, "ledger.db"));
  const kept = connection
    .prepare<[string], { iv: Uint8Array; sealed: Uint8Array }>("SELECT iv, sealed FROM approval_images WHERE id = ?")
    .get(id);
  const plain = kept === undefined || key === null ? null : decrypt(kept, { key, place: imagesPlace(id) });
  if (plain === null || key === null) throw new Error("no images are kept");
  const { iv, sealed } = encrypt(Buffer.from(change(plain.toString("utf8"))), { key, place: imagesPlace(id) });
  connection.prepare("UPDATE approval_images SET iv = ?, sealed = ? WHERE id = ?").run(iv, sealed, id);
  connection.close();
}
