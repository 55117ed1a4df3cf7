import { spawn } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isInstalled } from "./processes.ts";

export interface Nginx {
  url: string;
  www: string;
  stop(): void;
}

/**
 * nginx on loopback over `folder/www`: the peer of what we serve. Runs as long as the bench. Null, with a
 * word about it, where it is not installed: then there are our figures and no ratio.
 */
export async function startNginx(folder: string): Promise<Nginx | null> {
  if (!isInstalled("nginx")) {
    console.log("nginx is not installed (Debian: nginx-light): no peer in this run");
    return null;
  }
  const port = 20_000 + (process.pid % 20_000);
  const www = join(folder, "www");
  await mkdir(www, { recursive: true });
  // Its workers run as another user, and temporary folders are closed to others.
  await chmod(folder, 0o755);
  const conf = join(folder, "nginx.conf");
  await writeFile(
    conf,
    `daemon off; pid ${folder}/nginx.pid; error_log stderr; worker_processes 1; events { worker_connections 256; }
http { access_log off; sendfile on; keepalive_requests 1000000; default_type application/octet-stream;
types { text/html html; text/javascript js; audio/mp4 m4s mp4; application/vnd.apple.mpegurl m3u8; }
server { listen 127.0.0.1:${port}; root ${www}; } }`,
  );
  const child = spawn("nginx", ["-c", conf], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  for (let tried = 0; ; tried++) {
    const there = await fetch(url).then(
      () => true,
      () => false,
    );
    if (there) return { url, www, stop: () => child.kill("SIGTERM") };
    if (tried > 50) throw new Error("nginx did not come up");
    await sleep(100);
  }
}
