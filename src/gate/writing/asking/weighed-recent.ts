// What its caller had written with nobody asked when a write was weighed, and whether it would be as low with something else. Between that
// and its record others of the same caller may be written down: then it is weighed again.

import type { UnaskedBy, UnaskedWrites } from "../../ports/budgets.ts";

export interface WeighedRecent {
  readonly by: UnaskedBy;
  readonly recent: UnaskedWrites;
  readonly isLow: (recent: UnaskedWrites) => boolean;
}
