import { createRelayBook } from "@veza/worker-kit/fan-out/relays";
import { released } from "@veza/worker-kit/rpc-result";
import type { Attendance } from "./attendance.ts";
import type { RoomStore } from "./store.ts";
import type { Delivery, RoomCalls } from "./wire.ts";

const RETRY_MS = 2_000;

export interface RoomRelayPorts {
  store: RoomStore;
  attendance: Attendance;
  now(): number;
  after(ms: number, run: () => void): void;
  background(what: string, work: Promise<unknown>): void;
  relay(n: number, region: string): Pick<RoomCalls, "deliver" | "reset" | "attendance">;
  /** Who is here was corrected. */
  onPresence(): void;
}

/**
 * The relays of a room. One that missed something may have lost events: it gets nothing more until its
 * sockets have been ended, so that they come back and resume.
 */
export function createRoomRelays(ports: RoomRelayPorts) {
  const { store, attendance, background } = ports;
  const broken = new Set<number>();

  const mendLater = (n: number, region: string) =>
    ports.after(RETRY_MS, () => background("mend a relay", mend(n, region)));
  const mend = async (n: number, region: string) => {
    try {
      await ports.relay(n, region).reset();
      broken.delete(n);
    } catch (cause) {
      mendLater(n, region);
      throw cause;
    }
  };
  const book = createRelayBook<Delivery>(
    {
      opened: store.relays(),
      saveOpened: store.openRelay,
      sockets: attendance.sockets,
      deliver: (n, region, delivery) => ports.relay(n, region).deliver(delivery),
      async reconcile(n, region) {
        const { version, people } = await released(ports.relay(n, region).attendance());
        if (attendance.replace(n, version, people)) ports.onPresence();
      },
      onMissed(n, region) {
        if (broken.has(n)) return;
        broken.add(n);
        mendLater(n, region);
      },
      now: ports.now,
      background,
    },
    // Who sits where is never stored: each life of the object asks anew.
    false,
  );
  return { ...book, sendAll: (delivery: Delivery) => book.sendAll(delivery, (n) => broken.has(n)) };
}
