/**
 * Waits for a call of another Worker or object and releases what the platform holds for its result (a result
 * that is an object is disposable, and a notice is logged for each that was not disposed). What is returned
 * is plain data, good for as long as it is used.
 */
export async function released<T>(call: Promise<T>): Promise<T> {
  const result = await call;
  if (typeof result === "object" && result !== null && Symbol.dispose in result) {
    const dispose: unknown = result[Symbol.dispose];
    if (typeof dispose === "function") dispose.call(result);
  }
  return result;
}
