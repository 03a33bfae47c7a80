// What a statement came to, as messages say it: rows, or that it is done.

import type { DescribedForWire, WireResult } from "../../gate/reading.ts";
import type { WriteResult } from "../../gate/writing.ts";
import { notice } from "./reported.ts";
import { dataRow, type Report } from "./server-messages.ts";
import { textOfValue } from "./text-of-value.ts";

const TEXT = 25;

export type Ran =
  | {
      readonly kind: "rows";
      readonly fields: WireResult["fields"];
      readonly rows: Uint8Array;
      readonly count: number;
      readonly tag: string | null;
      readonly notices: readonly Report[];
    }
  | { readonly kind: "done"; readonly tag: string }
  | { readonly kind: "empty" };

/** What RETURNING gave. The change is made, so that a result beyond the role's limits is not an error. */
export function returnedBy(
  result: WriteResult,
  { tag, described }: { tag: string; described: DescribedForWire | null },
): Ran {
  const types = described?.fields ?? [];
  const fields = result.columns.map(({ name }, place) => {
    const { oid = TEXT, size = -1, modifier = -1 } = types[place] ?? {};
    return { name, oid, size, modifier };
  });
  const rows = result.rows.map((row) =>
    dataRow(row.map((value, place) => textOfValue(value, fields[place]?.oid ?? TEXT))),
  );
  const redacted = result.columns.filter(({ redactions = 0 }) => redactions > 0).map(({ name }) => name);
  return {
    kind: "rows",
    fields,
    rows: Buffer.concat(rows),
    count: rows.length,
    tag,
    notices: [
      ...noticesOf(result.mask_notes ?? [], redacted),
      ...(result.truncated
        ? [
            notice(
              "The change is made; RETURNING gave more rows than the role may be given, and the others are left out.",
            ),
          ]
        : []),
    ],
  };
}

/** Where masks decided what the rows mean, and where parts of values were replaced. */
export function noticesOf(notes: WireResult["notes"], redacted: readonly string[]): readonly Report[] {
  return [
    ...notes.map(({ columns, note }) => notice(`${columns.join(", ")}: ${note}`)),
    ...(redacted.length === 0
      ? []
      : [
          notice(`Parts of ${redacted.join(", ")} were replaced: they look like personal data that nobody classified.`),
        ]),
  ];
}
