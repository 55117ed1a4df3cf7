/** Writes docs/protocol.md: `npm run docs:protocol`. */
import { writeFile } from "node:fs/promises";
import { protocolPage, TARGET } from "./protocol.ts";

await writeFile(TARGET, await protocolPage());
