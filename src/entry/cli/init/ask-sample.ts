// Whether values may be looked at: asked, because it is the person's database.

import { SAMPLE_SIZE } from "../../../core/classification/values/tally-values.ts";
import type { Asker } from "../terminal/ask.ts";

export function askSample(asker: Asker): Promise<boolean> {
  return asker.isAgreed(
    `Look at up to ${SAMPLE_SIZE} values of each column too?`,
    true,
    "yes: they are counted where they are read, and none is kept, shown or written",
  );
}
