// In which formats a result can be had: what is looked through before it leaves is looked through as text.

import { isTextInBinary } from "../../adapters/postgres/catalogue/types-by-oid.ts";
import { codeAt } from "../../adapters/postgres/protocol/format-codes.ts";
import type { DescribedForWire } from "../../gate/reading.ts";
import { reported } from "./reported.ts";

/** `codes` are formats as Bind has them. Throws a Reported. */
export function checkCodes(described: DescribedForWire | null, codes: readonly number[]): void {
  for (const [place, { name, oid }] of described?.fields?.entries() ?? []) {
    if (codeAt(codes, place) === 0 || described?.scanned[place] !== true || isTextInBinary(oid)) continue;
    throw reported(
      "0A000",
      `The column "${name}" is looked through for personal data and cannot be had in the binary format.`,
      "Cast it to text, ask for it in the text format, or have it classified in the data policy.",
    );
  }
}
