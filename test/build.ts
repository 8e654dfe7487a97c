import { execFileSync } from "node:child_process";

/** The command-line tests run the built program, so every test run starts from a fresh (incremental) build. */
export default function build(): void {
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
}
