// What a session's witness has said and under which snapshot. A snapshot says which transactions of the whole cluster have ended; while it is
// the same, nothing in any catalogue can have changed, and to ask for the snapshot alone is to ask the whole witness, for a tenth of the work.
// INVARIANT: a snapshot is compared with one of the same session: after a crash of the server, which ends every session, transactions that
// had ended may not have. Of a server that follows another one, snapshots do not say everything, and none is kept.
// Where it is another one the plan is run once more, with the whole witness; so that this stays rare, a session has to have been calm.

import type { Opened } from "../catalogue/witness.ts";

/** In front of a snapshot among the witness's lines. */
const MARK = "snapshot";

/** One line. It is taken with the snapshot that everything in its statement is read under. */
export const SNAPSHOT_LINE = `SELECT pg_catalog.concat_ws(' ', '${MARK}', CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_current_snapshot() END)`;

/** Runs with the whole witness that have to have seen the same snapshot, after one that was seen too late. */
const CALM_AGAIN = 8;

export class CalmWitness {
  readonly #agreed = new WeakMap<Opened, string>();
  #last = "";
  #calm = 0;

  /** Whether the snapshot alone is worth asking for. */
  mayAskBriefly(opened: Opened): boolean {
    return this.#calm > 0 && this.#last !== "" && this.#agreed.get(opened) === this.#last;
  }

  /** Whether the catalogue is what it was when the whole witness agreed. */
  agreesBriefly(opened: Opened, lines: readonly string[]): boolean {
    const agrees = lines.length === 1 && lines[0] === this.#agreed.get(opened);
    if (!agrees) this.#calm = -CALM_AGAIN;
    return agrees;
  }

  /** What the whole witness said, without the snapshot; `agrees` is told whether that was what was expected. */
  take(
    opened: Opened,
    { lines, agrees }: { lines: readonly string[]; agrees: (said: readonly string[]) => boolean },
  ): boolean {
    const isMark = (line: string) => line.startsWith(MARK);
    const agreed = agrees(lines.filter((line) => !isMark(line)));
    const snapshot = lines.find((line) => line.startsWith(`${MARK} `)) ?? "";
    this.#calm = snapshot === this.#last ? this.#calm + 1 : Math.min(this.#calm, 0);
    this.#last = snapshot;
    if (agreed && snapshot !== "") this.#agreed.set(opened, snapshot);
    return agreed;
  }
}
