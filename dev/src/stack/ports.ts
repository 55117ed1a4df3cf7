import { createServer } from "node:net";
import type { Ports } from "./settings.ts";

function bind(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address === null || typeof address === "string" ? undefined : address.port));
    });
  });
}

/** @throws naming every port that is taken, and the variables that move them */
export async function requireFreePorts(ports: Ports): Promise<void> {
  const taken: string[] = [];
  for (const [name, port] of Object.entries(ports))
    if ((await bind(port)) === undefined) taken.push(`${port} (${name})`);
  if (taken.length === 0) return;
  throw new Error(
    `taken on this machine: port ${taken.join(", ")}. Is another copy running? Stop it, or start this one elsewhere with VEZA_PORT=8800 (and VEZA_DATA=.veza-2 for data of its own).`,
  );
}

/** Five free ports, for a stack that a test starts. */
export async function findFreePorts(): Promise<Ports> {
  const found = new Set<number>();
  while (found.size < 5) {
    const port = await bind(0);
    if (port !== undefined) found.add(port);
  }
  const [web = 0, services = 0, transcoder = 0, inspector = 0, database = 0] = found;
  return { web, services, transcoder, inspector, database };
}
