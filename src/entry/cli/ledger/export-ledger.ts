// `gatehouse ledger export`: the ledger in a form that outlives this program. JSON Lines is the native one, and can be verified.

import { once } from "node:events";
import { exportLedger as exportLines } from "../../../adapters/sqlite/ledger-export.ts";
import { base64 } from "../../../adapters/system/base64.ts";
import { Failure } from "../../../core/model/failure.ts";
import { ledgerPlace } from "./ledger-at.ts";

const FORMATS = ["jsonl"];

export async function exportLedger(options: {
  config: string;
  file?: string;
  format: string;
  from: number;
}): Promise<number> {
  if (!FORMATS.includes(options.format)) {
    throw new Failure("usage", `There is no format ${options.format}; choose one of ${FORMATS.join(", ")}.`);
  }
  const { file } = await ledgerPlace(options);
  const lines = exportLines(file, { from: options.from, base64 });
  let text = "";
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < 65_536) continue;
    if (!process.stdout.write(text)) await once(process.stdout, "drain");
    text = "";
  }
  process.stdout.write(text);
  return 0;
}
