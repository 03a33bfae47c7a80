// In which formats a result can be had: what is looked through before it leaves is looked through as text.

import type { DescribedForWire } from "../../gate/reading.ts";
import { reported } from "./reported.ts";

/** Types whose binary format is their text, or their text behind a byte: json, jsonb, text, varchar, bpchar, name, unknown. */
const TEXTS_IN_BINARY: ReadonlySet<number> = new Set([114, 3802, 25, 1043, 1042, 19, 705]);

/** `codes` are formats as Bind has them. Throws a Reported. */
export function checkCodes(described: DescribedForWire | null, codes: readonly number[]): void {
  for (const [place, { name, oid }] of described?.fields?.entries() ?? []) {
    const code = (codes.length === 1 ? codes[0] : codes[place]) ?? 0;
    if (code === 0 || described?.scanned[place] !== true || TEXTS_IN_BINARY.has(oid)) continue;
    throw reported(
      "0A000",
      `The column "${name}" is looked through for personal data and cannot be had in the binary format.`,
      "Cast it to text, ask for it in the text format, or have it classified in the data policy.",
    );
  }
}
