import { type AttachmentState, MAX_ATTACHMENT_BYTES } from "@veza/contracts/http/attachments";
import { MAX_ATTACHMENTS } from "@veza/contracts/ws/chat";
import type { ChatAttachment } from "@veza/contracts/ws/chat-room";
import { createStore } from "zustand/vanilla";
import type { ApiErrorCode } from "../../lib/api/api-error.ts";

/** A file on its way into a message. */
export interface Attaching {
  key: string;
  name: string;
  bytes: number;
  /** A picture of it while it is here; null for what is none. */
  preview: string | null;
  status:
    | "sending"
    /** The last byte is in; it is scanned and, if a picture, made anew. */
    | "checking"
    | "ready"
    | "failed";
  /** Share that is sent, 0 to 1. */
  progress: number;
  code: ApiErrorCode | "infected" | "not_image" | "file_too_large" | null;
  attachment: ChatAttachment | null;
}

export interface AttachingPorts {
  /** Sends a file. @returns how to stop it */
  upload(
    file: File,
    on: {
      progress(sent: number): void;
      done(attachmentId: string): void;
      failed(code: ApiErrorCode): void;
    },
  ): () => void;
  state(attachmentId: string): Promise<AttachmentState>;
  forget(attachmentId: string): Promise<void>;
  newKey(): string;
  preview(file: File): string | null;
  dropPreview(address: string): void;
  after(ms: number, work: () => void): () => void;
}

/** How often the room is asked whether a file is ready; grows by half each time. */
const FIRST_ASK_MS = 400;
const LAST_ASK_MS = 4_000;

export type Attachings = ReturnType<typeof openAttaching>;

/** Files of one message: sent as soon as they are chosen, so that they are ready when the text is. */
export function openAttaching(ports: AttachingPorts) {
  const store = createStore<{ files: readonly Attaching[] }>(() => ({ files: [] }));
  const sources = new Map<string, File>();
  const stops = new Map<string, () => void>();
  const ids = new Map<string, string>();

  const files = () => store.getState().files;
  const has = (key: string) => files().some((it) => it.key === key);
  const set = (key: string, change: Partial<Attaching>) =>
    store.setState({ files: files().map((it) => (it.key === key ? { ...it, ...change } : it)) });
  const stop = (key: string) => {
    stops.get(key)?.();
    stops.delete(key);
  };

  const follow = (key: string, id: string, pause = FIRST_ASK_MS) => {
    stops.set(
      key,
      ports.after(pause, async () => {
        const state = await ports.state(id).catch((error: unknown) => {
          console.info("The file's state is not known yet.", error);
          return null;
        });
        if (!has(key)) return;
        if (state?.status === "ready" && state.attachment !== null)
          set(key, { status: "ready", attachment: state.attachment });
        else if (state?.status === "refused") set(key, { status: "failed", code: state.code ?? "internal" });
        else follow(key, id, Math.min(LAST_ASK_MS, pause * 1.5));
      }),
    );
  };

  const start = (key: string, file: File) => {
    stops.set(
      key,
      ports.upload(file, {
        progress: (sent) => set(key, { progress: file.size === 0 ? 1 : Math.min(1, sent / file.size) }),
        failed: (code) => set(key, { status: "failed", code }),
        done: (id) => {
          ids.set(key, id);
          set(key, { status: "checking", progress: 1 });
          follow(key, id);
        },
      }),
    );
  };

  const forget = (key: string) => {
    stop(key);
    sources.delete(key);
    ids.delete(key);
    const file = files().find((it) => it.key === key);
    if (file?.preview) ports.dropPreview(file.preview);
    store.setState({ files: files().filter((it) => it.key !== key) });
  };

  return {
    store,
    /**
     * Begins to send files; what is too many or too large for a message is said by its status.
     * @returns how many were left out
     */
    add(chosen: readonly File[]): number {
      const room = Math.max(0, MAX_ATTACHMENTS - files().length);
      for (const file of chosen.slice(0, room)) {
        const key = ports.newKey();
        const code =
          file.size === 0 ? "empty_file" : file.size > MAX_ATTACHMENT_BYTES ? "file_too_large" : null;
        const item: Attaching = {
          key,
          name: file.name,
          bytes: file.size,
          preview: ports.preview(file),
          status: code === null ? "sending" : "failed",
          progress: 0,
          code,
          attachment: null,
        };
        store.setState({ files: [...files(), item] });
        sources.set(key, file);
        if (code === null) start(key, file);
      }
      return Math.max(0, chosen.length - room);
    },
    remove(key: string): void {
      const id = ids.get(key);
      forget(key);
      if (id !== undefined)
        ports.forget(id).catch((error: unknown) => {
          // The server erases what no message names within a day.
          console.info("The server still holds the removed file.", error);
        });
    },
    retry(key: string): void {
      const file = sources.get(key);
      if (!file) return;
      stop(key);
      set(key, { status: "sending", progress: 0, code: null });
      start(key, file);
    },
    /** The files of the message, all of them ready; the list is empty afterwards. */
    take(): ChatAttachment[] {
      const taken = files().flatMap(({ attachment }) => (attachment === null ? [] : [attachment]));
      for (const { key } of files()) forget(key);
      return taken;
    },
    close(): void {
      for (const { key } of files()) forget(key);
    },
  };
}
