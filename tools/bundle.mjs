// `npm run build`, second half: our own modules that the command line loads, as a few files. Loading nearly 300 modules
// one by one takes longer than a thousand events do; packages stay where npm put them.
import { rm } from "node:fs/promises";
import { rolldown } from "rolldown";

const OUTPUT = "dist/bin";
const input = { main: "dist/cli/main.js", "thread-main": "dist/engine/thread-main.js" };
const isPackage = (id) => !/^[./]/.test(id);

await rm(OUTPUT, { recursive: true, force: true });
const bundle = await rolldown({ input, platform: "node", external: isPackage });
await bundle.write({ dir: OUTPUT, entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" });
await bundle.close();
