// A parameter of Bind as text, in whichever format it came.

import { isUtf8 } from "node:buffer";
import { isTextInBinary } from "../../adapters/postgres/catalogue/types-by-oid.ts";
import { textOfBinary } from "./binary-parameter.ts";
import { reported } from "./reported.ts";

/** Where nothing tells the type. */
const UNTOLD = 0;

/** `code` is 1 for the binary format; `number` is that of the parameter. Throws a Reported, and a ProtocolViolation. */
export function textOfParameter(
  value: Buffer,
  { oid, code, number }: { oid: number; code: number; number: number },
): string {
  if ((code === 0 || oid === UNTOLD || isTextInBinary(oid)) && !isUtf8(value))
    throw reported("22021", `Parameter $${number} is not UTF-8.`);
  const text = code === 1 ? textOfBinary(value, oid) : value.toString("utf8");
  if (text !== null) return text;
  throw reported("0A000", `Parameter $${number} cannot be taken in the binary format.`, "Send it as text.");
}
