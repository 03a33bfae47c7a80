// Lines to standard output, as fast as whoever reads them takes them.

import { once } from "node:events";

const CHUNK = 65_536;

export async function writeLines(lines: Iterable<string>): Promise<void> {
  let text = "";
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < CHUNK) continue;
    await write(text);
    text = "";
  }
  await write(text);
}

async function write(text: string): Promise<void> {
  if (text !== "" && !process.stdout.write(text)) await once(process.stdout, "drain");
}
