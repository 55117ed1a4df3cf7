/**
 * How high the shelves were at the last visit on a screen of this width: so much room is kept while they
 * load.
 */
const KEY = "veza.shelves";

export function rememberRoom(height: number): void {
  try {
    localStorage.setItem(KEY, `${innerWidth} ${height}`);
  } catch {
    // Storage is refused: the next visit keeps no room.
  }
}

function keptRoom(): number {
  const [width, height] = (localStorage.getItem(KEY) ?? "").split(" ").map(Number);
  return width === innerWidth && height !== undefined && height > 0 ? height : 0;
}

/**
 * Stands for the shelves until they are here, as high as they will likely be; nothing when there were none.
 */
export function ShelvesRoom() {
  const height = keptRoom();
  if (height === 0) return null;
  return (
    <div style={{ height }} className="flex flex-col gap-4 overflow-hidden pt-10" aria-busy="true">
      <div className="skeleton h-8 w-56 shrink-0" />
      <div className="skeleton grow rounded-2xl" />
    </div>
  );
}
