import type { PlatformEvent, PlatformEventType } from "@veza/contracts/events";
import type { ApiRpc } from "@veza/contracts/rpc";
import type { Logger } from "@veza/core/log";
import type { ApiApp, Mount } from "./app.ts";
import type { ApiEnv } from "./env.ts";

/** When something runs, and where it logs. */
export interface Occasion {
  now: Date;
  log: Logger;
}

/**
 * Acts on one kind of event. An event may have several handlers; each is repeated alone until it has
 * succeeded once.
 */
export interface EventHandler {
  event: PlatformEventType;
  /** Stands in the database beside what it has done: never changed, unique among all. */
  name: string;
  /**
   * Nothing is lost or doubled when it runs once more, and it is asked many times a minute: no mark is kept
   * of it.
   */
  isFleeting?: boolean;
  /** Safe to repeat: a crash may come after it and before its mark. */
  handle(env: ApiEnv, event: PlatformEvent, occasion: Occasion): Promise<unknown>;
}

/** Something that is done again and again, by one isolate at a time. */
export interface Chore {
  /** Stands in the database: never changed, unique among all. */
  name: string;
  /** How often; a minute at least, for that is how often the cron comes. */
  every_ms: number;
  run(env: ApiEnv, occasion: Occasion): Promise<unknown>;
}

/** What other Workers may ask, each with the environment first. */
export type RpcTable = {
  [Name in keyof ApiRpc]: (env: ApiEnv, ...args: Parameters<ApiRpc[Name]>) => ReturnType<ApiRpc[Name]>;
};

/**
 * All that a domain does for those who don't know it. domains/index.ts lists them; nothing is registered
 * anywhere else.
 */
export interface Domain {
  mount?(app: ApiApp, mount: Mount): void;
  handlers?: readonly EventHandler[];
  chores?: readonly Chore[];
  rpc?: Partial<RpcTable>;
}

type EventOf<T extends PlatformEventType> = Extract<PlatformEvent, { type: T }>;

/** A handler of one kind of event, with that event's data typed. */
export function on<T extends PlatformEventType>(
  type: T,
  name: string,
  handle: (env: ApiEnv, event: EventOf<T>, occasion: Occasion) => Promise<unknown>,
  options: Pick<EventHandler, "isFleeting"> = {},
): EventHandler {
  const isOfType = (event: PlatformEvent): event is EventOf<T> => event.type === type;
  return {
    ...options,
    event: type,
    name,
    handle: async (env, event, occasion) => {
      if (isOfType(event)) await handle(env, event, occasion);
    },
  };
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
