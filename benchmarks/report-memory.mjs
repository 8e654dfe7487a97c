// Preloaded by `npm run bench:sim`: writes the most resident memory that the process had, in KiB, when it ends.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

if (isMainThread)
  process.on("exit", () => writeFileSync(process.env.BXC_MEMORY_FILE, String(process.resourceUsage().maxRSS)));
