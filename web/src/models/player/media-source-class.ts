/**
 * The class behind Media Source here: the plain one, or on iPhones the managed one, which says itself when it
 * wants data. Null where there is neither.
 */
export function mediaSourceClass(): typeof MediaSource | null {
  if (typeof MediaSource !== "undefined") return MediaSource;
  const managed: unknown = Reflect.get(globalThis, "ManagedMediaSource");
  return isSourceClass(managed) ? managed : null;
}

/** Whether a Media Source is of the managed kind, which refuses to work beside AirPlay. */
export function isManaged(media: MediaSource): boolean {
  return "streaming" in media;
}

function isSourceClass(value: unknown): value is typeof MediaSource {
  return typeof value === "function" && "isTypeSupported" in value;
}
