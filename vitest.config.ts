import { defineConfig } from "vitest/config";

const results = process.env["TEST_RESULTS_FILE"];

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // .ci/run counts from a file, so that what a test prints cannot be taken for a count.
    reporters: results === undefined ? ["default"] : ["default", ["json", { outputFile: results }]],
  },
});
