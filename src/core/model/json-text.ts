// JSON that has been written: as a text, or in pieces, of which long ones are bytes that are never copied to be joined.

/** In UTF-8; `text` is the same, and is made when it is asked for. */
export interface JsonBytes {
  readonly bytes: Uint8Array;
  readonly text: string;
}

export type JsonPieces = readonly (string | JsonBytes)[];

export type JsonText = string | JsonPieces;

export function piecesOf(json: JsonText): JsonPieces {
  return typeof json === "string" ? [json] : json;
}

export function joinJson(json: JsonText): string {
  return typeof json === "string"
    ? json
    : json.map((piece) => (typeof piece === "string" ? piece : piece.text)).join("");
}

/** About: characters of texts, bytes of the others. */
export function lengthOfJson(json: JsonText): number {
  return piecesOf(json).reduce(
    (sum, piece) => sum + (typeof piece === "string" ? piece.length : piece.bytes.length),
    0,
  );
}

/** A JSON object with another member at its end: `member` is written as JSON, with its name. */
export function withMember(object: JsonText, member: string): JsonPieces {
  const pieces = piecesOf(object);
  const last = pieces.at(-1);
  if (typeof last !== "string" || !last.endsWith("}")) throw new RangeError("no object of JSON that ends in a text");
  return [...pieces.slice(0, -1), `${last.slice(0, -1)},${member}}`];
}
