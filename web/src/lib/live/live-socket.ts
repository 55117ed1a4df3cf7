import { CLOSE } from "@veza/contracts/ws/close";
import { afterClose } from "./after-close.ts";
import { delayBefore } from "./reconnect.ts";
import type { OpenWire, Wire } from "./wire.ts";

/** What a live socket needs of the page. `browserLive` is the browser's; tests hand in their own. */
export interface LiveDeps {
  /** Renews the session after `token_expired` or `unauthenticated`; false: it has ended. */
  renew(): Promise<boolean>;
  /** An even clock, ms: not the computer's date. */
  now(): number;
  /** Calls back after so many milliseconds; answers how not to. */
  after(ms: number, work: () => void): () => void;
  /** In [0, 1). */
  random(): number;
  isHidden(): boolean;
  isOnline(): boolean;
  /** Tells of the network and of the reader until the answered function is called. */
  watch(on: LiveHints): () => void;
}

export interface LiveHints {
  /** Back online or looked at again: no reason to wait any longer. */
  back(): void;
  /** The device has lost its network. */
  gone(): void;
}

/** The end of one connection. */
export interface Down {
  code: number;
  reason: string;
  /** It does not come back by itself. */
  isFinal: boolean;
  /** The connection was at fault, not an ended session. */
  isFault: boolean;
}

/** What a protocol is, on top of a socket that comes back by itself. */
export interface LiveProtocol<F> {
  /** Opens the next connection; asked anew each time. May throw where sockets are not allowed at all. */
  open: OpenWire;
  frames: { safeParse(value: unknown): { success: true; data: F } | { success: false } };
  /**
   * Whether this frame says that the server has let this page in: what failed before does not count any more.
   */
  isWelcome(frame: F): boolean;
  onFrame(frame: F): void;
  onBytes?(bytes: ArrayBuffer): void;
  /** A connection stands; nothing has come yet. */
  onOpen?(): void;
  onDown?(down: Down): void;
  /**
   * Called at the opening and then after as many ms as it answered: sends what keeps the connection alive.
   */
  beat(): number;
  /** A connection that said nothing for longer is dead. */
  silentMs: number;
  /**
   * Without a network: what has a buffer to live on keeps its connection and goes on trying, the others do
   * neither.
   */
  whenOffline: "keep" | "drop";
}

/**
 * A timer this late means that the computer slept or the page was put aside: its silence says nothing yet.
 */
const LATE_MS = 20_000;
/** What a connection has to answer within after such a pause. */
const ANSWER_MS = 5_000;
/** Why a page itself closes a connection. */
const LEFT = 1000;
const GIVEN_UP = 4000;

export type LiveSocket = ReturnType<typeof createLiveSocket>;

/**
 * The one socket under the protocols. Opens, comes back (`after-close.ts` says after which end,
 * `reconnect.ts` when), renews the session, gives up what is silent, and hands every frame on. Keeps nothing
 * that could not be sent: what a frame is worth later, its protocol knows.
 */
export function createLiveSocket<F>(deps: LiveDeps, protocol: LiveProtocol<F>) {
  const { now, after } = deps;
  let wire: Wire | null = null;
  let isReady = false;
  let isClosed = false;
  /** It has ended for good, or the session is being renewed: no hint brings it back. */
  let isHeld = false;
  let hasRenewed = false;
  let attempt = 0;
  let heardAt = 0;
  let cancelBeat: (() => void) | null = null;
  let cancelRetry: (() => void) | null = null;
  let unwatch: (() => void) | null = null;

  function connect(): void {
    if (isClosed || isHeld || wire !== null) return;
    unwatch ??= deps.watch({ back, gone });
    cancelRetry?.();
    cancelRetry = null;
    if (protocol.whenOffline === "drop" && !deps.isOnline()) return;
    heardAt = now();
    let own: Wire | null = null;
    const isOwn = () => own !== null && wire === own;
    try {
      own = protocol.open({
        open() {
          if (!isOwn()) return;
          heardAt = now();
          protocol.onOpen?.();
          beat(heardAt);
        },
        message(text) {
          if (isOwn()) read(text);
        },
        bytes(data) {
          if (!isOwn()) return;
          heardAt = now();
          protocol.onBytes?.(data);
        },
        close(code, reason) {
          if (isOwn()) lost(code, reason);
        },
      });
    } catch (error) {
      console.info("A live socket is not possible here.", error);
      end({ code: GIVEN_UP, reason: "not possible", isFault: true });
      return;
    }
    wire = own;
    // An opening that never ends is silence as well.
    cancelBeat = after(protocol.silentMs + 1, giveUp);
  }

  function beat(dueAt: number): void {
    cancelBeat?.();
    const at = now();
    if (at - dueAt > LATE_MS) heardAt = Math.max(heardAt, at - protocol.silentMs + ANSWER_MS);
    if (at - heardAt > protocol.silentMs) {
      giveUp();
      return;
    }
    const wait = protocol.beat();
    cancelBeat = after(wait, () => beat(at + wait));
  }

  function read(text: string): void {
    heardAt = now();
    let frame: ReturnType<typeof protocol.frames.safeParse>;
    try {
      frame = protocol.frames.safeParse(JSON.parse(text));
    } catch {
      console.info("A frame of a live socket was no JSON.");
      return;
    }
    // Frames of a newer server that this page does not know are growth, not errors.
    if (!frame.success) return;
    if (protocol.isWelcome(frame.data)) {
      isReady = true;
      hasRenewed = false;
      attempt = 0;
    }
    protocol.onFrame(frame.data);
  }

  /**
   * Gives the connection up without waiting for an answer: a dead network answers no closing handshake
   * either.
   */
  function giveUp(reason = "no answer"): void {
    const dead = wire;
    if (dead === null) return;
    lost(CLOSE.heartbeat_missed, reason);
    dead.close(GIVEN_UP);
  }

  function lost(code: number, reason: string): void {
    wire = null;
    isReady = false;
    cancelBeat?.();
    const then = afterClose(code);
    if (then === "never" || (then === "renew" && hasRenewed)) {
      end({ code, reason, isFault: true });
      return;
    }
    const isFault = then !== "renew";
    // What hears of it may close this socket; and it is not to be brought back by a hint before the session
    // is renewed.
    isHeld = !isFault;
    protocol.onDown?.({ code, reason, isFinal: false, isFault });
    if (isClosed) return;
    if (isFault) comeBack(delayBefore(attempt, deps.isHidden(), deps.random()));
    else void renew(code, reason);
  }

  async function renew(code: number, reason: string): Promise<void> {
    hasRenewed = true;
    const lives = await deps.renew().catch((error: unknown) => {
      // Not known to have ended: the next connection will say.
      console.info("The session could not be renewed.", error);
      return true;
    });
    if (isClosed || !isHeld) return;
    isHeld = false;
    if (lives) comeBack(0);
    else end({ code, reason, isFault: false });
  }

  function comeBack(delay: number): void {
    attempt += 1;
    cancelRetry = after(delay, connect);
  }

  function end(down: Omit<Down, "isFinal">): void {
    isHeld = true;
    protocol.onDown?.({ ...down, isFinal: true });
  }

  function back(): void {
    // A hidden page is in no hurry, but what waits for the network alone has nothing else that wakes it.
    if (!deps.isHidden() || cancelRetry === null) connect();
  }

  function gone(): void {
    if (protocol.whenOffline === "drop") giveUp("offline");
  }

  return {
    /** Opens it; does nothing while it is open, on its way, or over. */
    connect,
    /** Whether it was sent. Nothing is kept for later. */
    send(text: string): boolean {
      if (!wire?.isOpen) return false;
      wire.send(text);
      return true;
    },
    /** Between the server's welcome and the end of a connection. */
    get isReady() {
      return isReady;
    },
    /** There is a connection, or one is on its way. */
    get isTrying() {
      return wire !== null;
    },
    /** From the beginning, also after a final end. */
    restart(): void {
      isHeld = false;
      hasRenewed = false;
      attempt = 0;
      connect();
    },
    /** For good. */
    close(): void {
      isClosed = true;
      isReady = false;
      cancelBeat?.();
      cancelRetry?.();
      unwatch?.();
      const open = wire;
      wire = null;
      open?.close(LEFT);
    },
  };
}
