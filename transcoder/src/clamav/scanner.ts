import { once } from "node:events";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import NodeClam from "clamscan";
import type { ClamdAddress } from "../config.ts";

export type ScanVerdict =
  | { kind: "clean" }
  | { kind: "infected"; names: string[] }
  /** clamd met something that it may not unpack any further, such as an archive bomb. */
  | { kind: "limits"; name: string }
  /** No verdict, so never clean: clamd is away, gave an error, or would not take so much. */
  | { kind: "unavailable"; reason: string };

export type Scan = {
  /**
   * Hands bytes to clamd and waits while it is slower than the source. Does nothing once there is a verdict.
   */
  write: (chunk: Uint8Array) => Promise<void>;
  /** No more bytes: waits for the verdict. Never throws. */
  finish: () => Promise<ScanVerdict>;
  abort: () => void;
};

/** Bytes that may wait in the socket before the source has to wait. */
const MOST_WAITING = 4 << 20;
/**
 * The library closes an idle socket, also while a slow source has nothing to send; our own timer is the one.
 */
const NEVER_MS = 2_147_483_647;

/**
 * clamscan with its socket in sight. Its `scanStream` writes to clamd as fast as it is fed, which would put a
 * 2 GB file into memory, and its `passthrough` may send the end mark before the last bytes; so we feed
 * `scanStream` and hold back while the socket is full.
 */
class Clam extends NodeClam {
  socket: Socket | undefined;

  override async _initSocket(label?: string): Promise<Socket> {
    this.socket = await super._initSocket(label);
    return this.socket;
  }
}

/** Opens one INSTREAM to clamd. A clamd that can't be reached shows in the verdict. */
export async function openScan(address: ClamdAddress, timeoutMs: number): Promise<Scan> {
  const clam = new Clam();
  await clam.init({
    clamscan: { active: false, path: null },
    clamdscan: {
      socket: "socket" in address ? address.socket : false,
      host: "host" in address ? address.host : false,
      port: "port" in address ? address.port : false,
      timeout: NEVER_MS,
      localFallback: false,
      bypassTest: true,
      path: null,
    },
  });
  const feed = new Readable({ read() {} });
  let over = false;
  const verdict: Promise<ScanVerdict> = clam
    .scanStream(feed)
    .then(
      (result): ScanVerdict => {
        if (result.isInfected === false) return { kind: "clean" };
        if (result.isInfected === true) return found(result.viruses);
        return { kind: "unavailable", reason: `clamd gave no verdict: ${result.resultString.slice(0, 200)}` };
      },
      (error: unknown): ScanVerdict => ({
        kind: "unavailable",
        reason: `clamd: ${String(error).slice(0, 300)}`,
      }),
    )
    .finally(() => {
      over = true;
      clam.socket?.destroy();
    });

  return {
    async write(chunk) {
      if (over) return;
      feed.push(chunk);
      while (
        !over &&
        (clam.socket === undefined || clam.socket.writableLength + feed.readableLength > MOST_WAITING)
      ) {
        const { socket } = clam;
        const room = socket?.writableNeedDrain ? once(socket, "drain").catch(() => undefined) : nextTurn();
        await Promise.race([room, verdict]);
      }
    },
    async finish() {
      feed.push(null);
      const timer = setTimeout(() => clam.socket?.destroy(new Error("no verdict in time")), timeoutMs);
      return verdict.finally(() => clearTimeout(timer));
    },
    abort() {
      clam.socket?.destroy(new Error("the scan was stopped"));
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

/** `AlertExceedsMax` reports limits under this name as if they were finds. */
const LIMITS = "Heuristics.Limits.Exceeded";

function found(names: string[]): ScanVerdict {
  const real = names.filter((name) => !name.startsWith(LIMITS));
  if (real.length > 0 || names.length === 0) return { kind: "infected", names: real };
  const name = names[0] ?? LIMITS;
  return name.includes("ScanTime")
    ? { kind: "unavailable", reason: "the scan took longer than clamd allows" }
    : { kind: "limits", name };
}
