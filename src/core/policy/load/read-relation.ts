// A relation as policies and requests write it.

import type { RelationName } from "../../model/relation-name.ts";

/** `schema.name`; the first dot parts them. */
export function readRelation(written: string): RelationName {
  const dot = written.indexOf(".");
  return { schema: written.slice(0, dot), name: written.slice(dot + 1) };
}
