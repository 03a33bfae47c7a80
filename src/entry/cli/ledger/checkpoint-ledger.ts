// `gatehouse ledger checkpoint`: signs the ledger as it is, prints the note, and leaves it at the anchors.

import { checkpointAnchors } from "../../wiring/checkpoints/checkpoint-anchors.ts";
import { publishNow } from "../../wiring/checkpoints/keep-checkpoints.ts";
import type { Io } from "../terminal/io.ts";
import { writeLedger } from "./write-ledger.ts";

/** 0 when it is signed and every anchor has it, 1 when an anchor has not. */
export function checkpointLedger(options: { config: string; json?: true }, io: Io): Promise<number> {
  return writeLedger(options.config, async (ledger, project) => {
    const made = await ledger.checkpoint(null);
    const anchors = checkpointAnchors(project.config.ledger, { folder: project.folder, ledger, print: io.err });
    const checkpoint = made ?? (await ledger.checkpoints.last(() => 0))?.checkpoint ?? null;
    if (checkpoint === null) {
      io.err("The ledger has no entry yet, so there is nothing to sign.");
      return 0;
    }
    const published = await publishNow(anchors, { checkpoint, log: io.err });
    const { note } = (await ledger.checkpoints.last(() => 0))?.checkpoint ?? checkpoint; // with its cosignatures
    if (options.json === true) io.json({ size: checkpoint.size, note });
    else await io.exact(note.trimEnd().split("\n"));
    return published ? 0 : 1;
  });
}
