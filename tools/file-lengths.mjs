// Files stay small enough to read in one go: a warning above 300 lines, a failure above 500. Tables of data are exempt.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const WARN = 300;
const FAIL = 500;
const tracked = execFileSync("git", ["ls-files", "src", "test", "tools", "templates", "hls-tests"], {
  encoding: "utf8",
});
const files = tracked.split("\n").filter((file) => /\.(ts|mjs|h|hbs|cpp)$/.test(file));
for (const file of files) {
  const lines = readFileSync(file, "utf8").split("\n").length;
  if (lines > FAIL) process.exitCode = 1;
  if (lines > WARN) process.stderr.write(`${lines > FAIL ? "too long" : "long"}: ${file} has ${lines} lines\n`);
}
