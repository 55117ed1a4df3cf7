import { findHandle, keepHandle } from "./file-handles.ts";

export interface ChosenFile {
  file: File;
  handle: FileSystemFileHandle | null;
}

/** Files of a drop, with handles where the browser gives them. Must be called in the event itself. */
export async function filesOfDrop(transfer: DataTransfer): Promise<ChosenFile[]> {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  // Everything must be asked for before the first await: the transfer is emptied after the event.
  const pending = items.map((item) => ({ file: item.getAsFile(), handle: handleOf(item) }));
  const chosen = await Promise.all(
    pending.map(async ({ file, handle }) => (file ? { file, handle: await handle } : null)),
  );
  return chosen.filter((it) => it !== null);
}

async function handleOf(item: DataTransferItem): Promise<FileSystemFileHandle | null> {
  const method: unknown = Reflect.get(item, "getAsFileSystemHandle");
  if (typeof method !== "function") return null;
  const handle: unknown = await Reflect.apply(method, item, []);
  return typeof FileSystemFileHandle !== "undefined" && handle instanceof FileSystemFileHandle
    ? handle
    : null;
}

/** Remembers where a file is, for after a reload. */
export async function rememberHandle(id: string, chosen: ChosenFile): Promise<void> {
  if (!chosen.handle) return;
  try {
    await keepHandle(id, chosen.handle);
  } catch (error) {
    // Private windows keep nothing: after a reload the file has to be chosen again.
    console.info("The file cannot be remembered.", error);
  }
}

/** The remembered handle of an upload, null when there is none. */
export async function rememberedHandle(id: string): Promise<FileSystemFileHandle | null> {
  try {
    return await findHandle(id);
  } catch (error) {
    console.info("Nothing is remembered here.", error);
    return null;
  }
}
