// Every code that a caller or a user can meet is documented, with its meaning and a remedy, and nothing else is.

import { describe, expect, test } from "vitest";
import { TOKEN_FAULTS } from "../../src/core/identity/token-fault.ts";
import { FAILURE_CODES } from "../../src/core/model/failure.ts";
import { REFUSAL_CODES } from "../../src/core/model/refusal.ts";
import { readPage } from "./tracked-files.ts";

const [refusals = "", failures = ""] = readPage("docs/errors.md").split("\n## Failures\n");

function documented(section: string): readonly string[] {
  return [...section.matchAll(/^\| `([a-z-]+)` \| \S.* \| \S.* \|$/gm)].map(([, code]) => code ?? "");
}

describe("docs/errors.md explains", () => {
  test("each refusal code, and no other", () => {
    expect(documented(refusals).toSorted()).toEqual([...REFUSAL_CODES].toSorted());
  });

  test("each rule that refuses a token, in its own words, and no other", () => {
    const rows = [...refusals.matchAll(/^\| (\d{3}) \| `([a-z-]+)` \| (\S.*) \| (\S.*) \|$/gm)].map((row) =>
      row.slice(1),
    );
    const faults = Object.entries(TOKEN_FAULTS).map(([rule, { status, description, remedy }]) => [
      String(status),
      rule,
      description,
      remedy,
    ]);
    expect(rows).toEqual(faults);
  });

  test("each failure code, and no other", () => {
    expect(documented(failures).toSorted()).toEqual([...FAILURE_CODES].toSorted());
  });
});
