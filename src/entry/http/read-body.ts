// The body of a request: read up to a size, measured before it is parsed, and parsed once.

import type { IncomingMessage } from "node:http";
import { type JsonOutline, outlineJson } from "../mcp/messages/outline-json.ts";

export type Body =
  | { readonly kind: "json"; readonly value: unknown; readonly text: string; readonly bytes: number }
  /** Longer than is read; of its beginning. */
  | { readonly kind: "too-long"; readonly outline: JsonOutline }
  /** More values, or deeper ones, than are parsed. */
  | { readonly kind: "excessive"; readonly outline: JsonOutline }
  | { readonly kind: "unreadable" }
  /** Too much is being read already, of others too. */
  | { readonly kind: "no-room" }
  /** The client went before its end. */
  | { readonly kind: "gone" };

/** Bytes; the arguments of a call have smaller limits of their own. */
export const LARGEST_BODY = 8 * 1_048_576;
const MOST_VALUES = 1_000_000;
/** Far from what a recursive walk can bear. */
const DEEPEST = 500;

/** How many bytes of bodies are held at once, of all callers. */
export class BodyRoom {
  static readonly most = 64 * 1_048_576;
  held = 0;
}

export async function readBody(request: IncomingMessage, room: BodyRoom): Promise<Body> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    // what is not read any more is answered all the same
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(piece)) return { kind: "unreadable" };
      pieces.push(piece);
      bytes += piece.length;
      room.held += piece.length;
      if (room.held > BodyRoom.most) return { kind: "no-room" };
      if (bytes > LARGEST_BODY) return { kind: "too-long", outline: outlineJson(Buffer.concat(pieces)) };
    }
    if (!request.complete) return { kind: "gone" };
    return readWhole(Buffer.concat(pieces));
  } catch {
    return { kind: "gone" };
  } finally {
    room.held -= bytes;
  }
}

function readWhole(whole: Buffer): Body {
  const outline = outlineJson(whole);
  if (outline.values > MOST_VALUES || outline.deepest > DEEPEST) return { kind: "excessive", outline };
  const text = whole.toString("utf8");
  try {
    return { kind: "json", value: JSON.parse(text), text, bytes: whole.length };
  } catch {
    return { kind: "unreadable" };
  }
}
