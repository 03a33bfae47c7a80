import { describe, expect, it } from "vitest";
import { renderHtml } from "./render-html.ts";
import { renderMarkdown } from "./render-markdown.ts";
import type { ReportDocument } from "./report-document.ts";

const HOSTILE = `<script>alert(1)</script> & "x" 'y' | [a](b) \`c\` *d* \u202e\u0007 line\nbreak`;
const report: ReportDocument = {
  title: HOSTILE,
  facts: [["Name", HOSTILE]],
  sections: [
    {
      title: "One",
      text: [HOSTILE],
      tables: [
        { head: ["a", "b"], rows: [["1", HOSTILE]], empty: "none" },
        { head: ["a"], rows: [], empty: "Nothing." },
      ],
    },
  ],
};

describe("renderHtml()", () => {
  it("takes nothing of a cell for markup, and asks nothing of anywhere", () => {
    const html = renderHtml(report);
    expect(html).not.toMatch(/<script|<img|src=|href=|url\(/i);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot; &#39;y&#39;");
    expect(html.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('<p class="none">Nothing.</p>');
  });
});

describe("a table's cells", () => {
  const cell = (text: string) => {
    const table = { head: ["a", "b"], rows: [["id", text]], empty: "" };
    const html = renderHtml({ title: "t", facts: [], sections: [{ title: "s", text: [], tables: [table] }] });
    return /<td>id<\/td><td>(.*?)<\/td>/.exec(html)?.[1];
  };

  it("keep their words whole", () => {
    const words = "masked_customers.primary_email_address of 018f2b3c-1111-7222-8333-444455556666";
    expect(cell(words)).toBe(words);
    expect(renderHtml(report)).not.toMatch(/overflow-wrap: anywhere|word-break/);
  });

  it("break what is longer than a word at places of its own, and never in a character", () => {
    expect(cell("a".repeat(40))).toBe("a".repeat(40));
    expect(cell(`see ${"0123456789abcdef".repeat(4)}`)).toBe(
      `see ${Array.from({ length: 4 }, () => "0123456789abcdef").join("<wbr>")}`,
    );
    expect(cell("<".repeat(48))).toBe(Array.from({ length: 3 }, () => "&lt;".repeat(16)).join("<wbr>"));
  });
});

describe("renderMarkdown()", () => {
  it("keeps a cell in its cell", () => {
    const lines = renderMarkdown(report).split("\n");
    const row = lines.find((line) => line.startsWith("| 1 |")) ?? "";
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(3);
    expect(row).toContain("\\<script\\>alert(1)\\</script\\>");
    expect(row).toContain("\\[a\\](b)");
    expect(lines).toContain("*Nothing.*");
  });
});
