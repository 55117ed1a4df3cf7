import { ChatAttachment } from "@veza/contracts/ws/chat-room";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { AccountStorage } from "./account-storage.ts";
import type { Acknowledged } from "./reply.ts";

/** A message that the room has not confirmed yet. Its id is the one that the server keeps it once by. */
export interface OutboxItem {
  id: string;
  body: string;
  replyTo: string | null;
  thread: string | null;
  attachments: readonly ChatAttachment[];
  /** When it was written, epoch ms. */
  at: number;
  status:
    | "waiting"
    /** On its way, without an answer yet. */
    | "sending"
    /** The room took it as `seq`; shown until that event is here. */
    | "sent"
    /** Refused: `code` says why. */
    | "failed";
  seq: number | null;
  code: string | null;
  /** When trying again can work, epoch ms. */
  retryAt: number | null;
}

export interface OutboxPorts {
  storage: AccountStorage;
  /** Sends one and waits for the room's word. */
  deliver(item: OutboxItem): Promise<Acknowledged>;
  /** Whether there is a line to send over. */
  isUp(): boolean;
  /** The last event that is in the list. */
  lastSeq(): number;
  now(): number;
  after(ms: number, work: () => void): () => void;
  newId(): string;
}

/** A pace that is over so soon is waited for; anything longer is said to the writer. */
const SHORT_WAIT_MS = 15_000;
/** Not the room's word: the line's. The message stays and goes again. */
const OF_THE_LINE = new Set(["timeout", "offline", "closed", "hello_first", "unavailable"]);
/** When the room had no answer though the line is there. */
const PAUSE_MS = 2_000;

function revive(id: string, text: string | null): OutboxItem | null {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    if (typeof value !== "object" || value === null) return null;
    const read = (name: string): unknown => Reflect.get(value, name);
    const word = (name: string) => {
      const it = read(name);
      return typeof it === "string" ? it : null;
    };
    const files = read("attachments");
    const at = read("at");
    const isFailed = read("status") === "failed";
    return {
      id,
      body: word("body") ?? "",
      replyTo: word("replyTo"),
      thread: word("thread"),
      attachments: Array.isArray(files)
        ? files.flatMap((file) => {
            const parsed = ChatAttachment.safeParse(file);
            return parsed.success ? [parsed.data] : [];
          })
        : [],
      at: typeof at === "number" ? at : 0,
      // One that was on its way may have arrived: its id makes sending it again harmless.
      status: isFailed ? "failed" : "waiting",
      seq: null,
      code: isFailed ? word("code") : null,
      retryAt: null,
    };
  } catch {
    return null;
  }
}

export type Outbox = ReturnType<typeof openOutbox>;

/**
 * Messages of one room on their way: kept before they are sent, sent one after the other, forgotten when the
 * room has them.
 */
export function openOutbox(roomId: string, ports: OutboxPorts) {
  const { storage, now } = ports;
  const prefix = `out.${roomId}.`;
  const store: StoreApi<{ items: readonly OutboxItem[] }> = createStore(() => ({
    items: storage
      .keys(prefix)
      .map((key) => revive(key.slice(prefix.length), storage.get(key)))
      .filter((item) => item !== null)
      .toSorted((a, b) => a.at - b.at),
  }));
  let isRunning = false;
  let pause: (() => void) | null = null;
  let isClosed = false;

  const items = () => store.getState().items;
  const keep = (item: OutboxItem) => storage.set(prefix + item.id, JSON.stringify(item));
  const set = (id: string, change: Partial<OutboxItem>) =>
    store.setState({ items: items().map((it) => (it.id === id ? { ...it, ...change } : it)) });
  const drop = (id: string) => {
    storage.remove(prefix + id);
    store.setState({ items: items().filter((it) => it.id !== id) });
  };

  const wait = (ms: number) => {
    pause?.();
    pause = ports.after(ms, () => {
      pause = null;
      void run();
    });
  };

  /** Sends what waits, in order, as long as the room takes it. */
  async function run(): Promise<void> {
    if (isRunning || isClosed) return;
    isRunning = true;
    try {
      for (;;) {
        const item = items().find(({ status }) => status === "waiting");
        if (!item || !ports.isUp() || isClosed) return;
        const early = (item.retryAt ?? 0) - now();
        if (early > 0) return wait(early);
        set(item.id, { status: "sending", retryAt: null });
        const answer = await ports.deliver(item);
        if (!items().some(({ id }) => id === item.id)) continue;
        if (answer.ok) {
          // Its event may be here already, or on its way.
          if (answer.seq <= ports.lastSeq()) drop(item.id);
          else {
            storage.remove(prefix + item.id);
            set(item.id, { status: "sent", seq: answer.seq, code: null });
          }
          continue;
        }
        const { code, retryAfterMs } = answer;
        if (OF_THE_LINE.has(code)) {
          set(item.id, { status: "waiting", retryAt: now() + PAUSE_MS });
          return wait(PAUSE_MS);
        }
        if (code === "rate_limited" && retryAfterMs !== null && retryAfterMs <= SHORT_WAIT_MS) {
          set(item.id, { status: "waiting", retryAt: now() + retryAfterMs });
          return wait(retryAfterMs);
        }
        const retryAt = retryAfterMs === null ? null : now() + retryAfterMs;
        set(item.id, { status: "failed", code, retryAt });
        keep({ ...item, status: "failed", code });
      }
    } finally {
      isRunning = false;
    }
  }

  return {
    store,
    run,
    add(message: Pick<OutboxItem, "body" | "replyTo" | "thread" | "attachments">): string {
      const last = items().at(-1)?.at ?? 0;
      const item: OutboxItem = {
        ...message,
        id: ports.newId(),
        // The order of writing, also where two fall into one millisecond.
        at: Math.max(now(), last + 1),
        status: "waiting",
        seq: null,
        code: null,
        retryAt: null,
      };
      keep(item);
      store.setState({ items: [...items(), item] });
      void run();
      return item.id;
    },
    retry(id: string): void {
      const item = items().find((it) => it.id === id);
      if (item?.status !== "failed") return;
      set(id, { status: "waiting", code: null, retryAt: null });
      keep({ ...item, status: "waiting", code: null, retryAt: null });
      void run();
    },
    discard(id: string): OutboxItem | null {
      const item = items().find((it) => it.id === id) ?? null;
      drop(id);
      return item;
    },
    /** What was kept is another account's. */
    forget(): void {
      for (const { id } of items()) drop(id);
    },
    /** Events up to `seq` are in the list: what was sent stands there now. */
    shown(seq: number): void {
      const done = items().filter((it) => it.status === "sent" && it.seq !== null && it.seq <= seq);
      if (done.length === 0) return;
      const ids = new Set(done.map(({ id }) => id));
      store.setState({ items: items().filter(({ id }) => !ids.has(id)) });
    },
    close(): void {
      isClosed = true;
      pause?.();
    },
  };
}
