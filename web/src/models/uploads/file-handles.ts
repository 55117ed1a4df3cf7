/**
 * Files that the browser may keep for us (File System Access): after a reload an upload can go on without
 * choosing the file again. Handles live in IndexedDB, the only storage that takes them. Where the browser has
 * no handles, nothing is kept and the page says what to do.
 */
const DATABASE = "veza-uploads";
const STORE = "handles";

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB cannot be opened."));
  });
}

async function withStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await openDatabase();
  try {
    return await new Promise((resolve, reject) => {
      const request = work(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("IndexedDB refused."));
    });
  } finally {
    database.close();
  }
}

export async function keepHandle(id: string, handle: FileSystemFileHandle): Promise<void> {
  await withStore("readwrite", (store) => store.put(handle, id));
}

export async function forgetHandle(id: string): Promise<void> {
  await withStore("readwrite", (store) => store.delete(id));
}

export async function findHandle(id: string): Promise<FileSystemFileHandle | null> {
  const handle: unknown = await withStore("readonly", (store) => store.get(id));
  return typeof FileSystemFileHandle !== "undefined" && handle instanceof FileSystemFileHandle
    ? handle
    : null;
}

type Permission = (descriptor: { mode: "read" }) => Promise<PermissionState>;

/** Not in every browser nor in TypeScript's DOM types. */
function permissionMethod(
  handle: FileSystemFileHandle,
  name: "queryPermission" | "requestPermission",
): Permission | null {
  const method: unknown = Reflect.get(handle, name);
  return typeof method === "function" ? (descriptor) => Reflect.apply(method, handle, [descriptor]) : null;
}

/**
 * The file behind a handle. `ask`: the browser may ask the user (only in a gesture). Null: not allowed or
 * gone.
 */
export async function fileOf(handle: FileSystemFileHandle, ask: boolean): Promise<File | null> {
  const check = permissionMethod(handle, ask ? "requestPermission" : "queryPermission");
  if (check && (await check({ mode: "read" })) !== "granted") return null;
  try {
    return await handle.getFile();
  } catch (error) {
    // Moved or deleted since.
    console.info("The kept file cannot be read.", error);
    return null;
  }
}
