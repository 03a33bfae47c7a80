// A parameter of Bind as text, in whichever format it came.

import { isUtf8 } from "node:buffer";
import { textOfBinary } from "./binary-parameter.ts";
import { reported } from "./reported.ts";

/** Types whose binary format is text: unknown, name, text, json, varchar, bpchar. */
const TEXTS: ReadonlySet<number> = new Set([0, 19, 25, 114, 705, 1042, 1043]);

/** `code` is 1 for the binary format; `number` is that of the parameter. Throws a Reported, and a ProtocolViolation. */
export function textOfParameter(
  value: Buffer,
  { oid, code, number }: { oid: number; code: number; number: number },
): string {
  if ((code === 0 || TEXTS.has(oid)) && !isUtf8(value)) throw reported("22021", `Parameter $${number} is not UTF-8.`);
  const text = code === 1 ? textOfBinary(value, oid) : value.toString("utf8");
  if (text !== null) return text;
  throw reported("0A000", `Parameter $${number} cannot be taken in the binary format.`, "Send it as text.");
}
