import { describe, expect, it } from "vitest";
import { csvLine, readColumns } from "./entry-columns.ts";

describe("csvLine()", () => {
  it("quotes what RFC 4180 wants quoted", () => {
    expect(csvLine(["a", 'say "x", y', "two\nlines", 3, true, undefined])).toBe(
      'a,"say ""x"", y","two\nlines",3,true,',
    );
  });

  it("hands no formula to a spreadsheet", () => {
    expect(csvLine(["=1+1", "@x", "+1", "-1", '=HYPERLINK("x")'])).toBe(`'=1+1,'@x,'+1,'-1,"'=HYPERLINK(""x"")"`);
  });
});

describe("readColumns()", () => {
  it("takes names in the order that is asked for, and every column when none is", () => {
    expect(readColumns("caller, index")).toEqual(["caller", "index"]);
    expect(readColumns(undefined)).toContain("fingerprint");
  });

  it("names what is near an unknown one", () => {
    expect(() => readColumns("index,callar")).toThrow(/did you mean caller/);
  });
});
