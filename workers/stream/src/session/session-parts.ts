import type { Link } from "./link.ts";
import { Listening, type ListeningDeps } from "./listening.ts";
import { Playback, type PlaybackDeps } from "./playback.ts";
import { tellAll } from "./session-frames.ts";
import { SessionHolder } from "./session-holder.ts";
import type { Session } from "./state.ts";

export interface SessionDeps extends PlaybackDeps, Omit<ListeningDeps, "session"> {
  newSessionId(): string;
  newItemId(): string;
}

/**
 * What the parts of a session's controller share: the session, its audio, what the platform learns, and the
 * ways to tell devices.
 */
export class SessionParts {
  readonly deps: SessionDeps;
  readonly holder: SessionHolder;
  readonly listening: Listening;
  readonly playback: Playback;

  constructor(deps: SessionDeps) {
    this.deps = deps;
    this.holder = new SessionHolder(deps.store, deps.now, deps.newSessionId);
    this.listening = new Listening({ ...deps, session: () => this.holder.value });
    this.playback = new Playback(deps, this.holder, this.listening);
  }

  get session(): Session {
    return this.holder.value;
  }

  /** Tells all devices. */
  tell(...what: ("state" | "queue" | "devices")[]): void {
    tellAll(this.deps.links(), this.session, what);
  }

  /**
   * Everybody knows at once what plays where. The device that waits for sound gets that before all longer
   * words.
   */
  tellAfter(link: Link, started: Promise<void>, ...words: ("queue" | "devices")[]): void {
    this.tell("state");
    const tell = (to: Link[]) => tellAll(this.deps.links(), this.session, words, to);
    tell(this.deps.links().filter((it) => it !== link));
    const tellIt = () => tell(link.isLeft ? [] : [link]);
    this.deps.background(started.finally(tellIt));
  }
}
