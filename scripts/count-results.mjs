// Adds up the results of the tests and of the gate, and prints `N passed, N failed` as its last line.
// A test that was skipped counts as failed, and so does a file that did not load or a run that left no results.
// Usage: node scripts/count-results.mjs TESTS.json GATE.json

import { readFileSync } from "node:fs";

const [, , tests, gate] = process.argv;

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    console.log(`No results in ${path}.`);
    return null;
  }
}

function countTests(report) {
  if (report === null) return { passed: 0, failed: 1 };
  const count = { passed: 0, failed: 0 };
  for (const file of report.testResults) {
    const failedBefore = count.failed;
    for (const test of file.assertionResults) {
      if (test.status === "passed") count.passed += 1;
      else {
        count.failed += 1;
        console.log(`${test.status}: ${test.fullName}`);
      }
    }
    if (file.status !== "passed" && count.failed === failedBefore) {
      count.failed += 1;
      console.log(`did not load: ${file.name}`);
    }
  }
  // Errors outside any test, or no test at all.
  if ((report.success !== true || count.passed === 0) && count.failed === 0) count.failed = 1;
  return count;
}

const counted = [countTests(read(tests)), read(gate) ?? { passed: 0, failed: 1 }];
const passed = counted.reduce((sum, each) => sum + each.passed, 0);
const failed = counted.reduce((sum, each) => sum + each.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
