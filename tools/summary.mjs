// The closing line of a test run: `N passed, N failed, N skipped`, from the JSON that vitest wrote.
import { readFileSync } from "node:fs";

const results = JSON.parse(readFileSync(".test-results.json", "utf8"));
const skipped = results.numPendingTests + results.numTodoTests;
console.log(`${results.numPassedTests} passed, ${results.numFailedTests} failed, ${skipped} skipped`);
process.exitCode = results.numPassedTests > 0 && results.numFailedTests === 0 ? 0 : 1;
