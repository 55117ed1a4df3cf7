import { Component, type ReactNode, type RefObject } from "react";

/** Where a list stands: at its end, or with a row at a height of the screen. */
export type Standing = { isAtEnd: true } | { isAtEnd: false; key: string; top: number };

/** So near to its end a list counts as at it: CSS pixels. */
const END_PX = 48;

export const distanceToEnd = (box: HTMLElement): number =>
  box.scrollHeight - box.scrollTop - box.clientHeight;

/**
 * What the list shows now: the first row that is in view, or that it stands at its end.
 * @param canFollow the end of the list is the newest message: what stands there stays there
 */
export function standingOf(box: HTMLElement, canFollow: boolean): Standing | null {
  if (canFollow && distanceToEnd(box) <= END_PX) return { isAtEnd: true };
  const rows = box.querySelectorAll<HTMLElement>("[data-key]");
  const edge = box.getBoundingClientRect().top;
  // Rows stand below each other: half of what is left is looked at each time.
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((rows[mid]?.getBoundingClientRect().bottom ?? 0) > edge) high = mid;
    else low = mid + 1;
  }
  const row = rows[low];
  return row?.dataset.key === undefined
    ? null
    : { isAtEnd: false, key: row.dataset.key, top: row.getBoundingClientRect().top - edge };
}

/** Brings the list to where it stood, whatever has come or grown above. */
export function restore(box: HTMLElement, standing: Standing): void {
  if (standing.isAtEnd) {
    box.scrollTop = box.scrollHeight;
    return;
  }
  const row = box.querySelector<HTMLElement>(`[data-key="${CSS.escape(standing.key)}"]`);
  if (!row) return;
  const moved = row.getBoundingClientRect().top - box.getBoundingClientRect().top - standing.top;
  if (Math.abs(moved) >= 1) box.scrollTop += moved;
}

interface ScrollKeeperProps {
  box: RefObject<HTMLElement | null>;
  /** Told where the list stands after a change. */
  onKept: (standing: Standing) => void;
  /** Whether the list, as it is rendered, ends with the newest message. */
  canFollow: boolean;
  children: ReactNode;
}

/**
 * Keeps a list where it stands while rows come, go and change. A class, because only a class is asked just
 * before the page changes, when the true place can still be read.
 */
export class ScrollKeeper extends Component<ScrollKeeperProps> {
  override getSnapshotBeforeUpdate({ canFollow }: ScrollKeeperProps): Standing | null {
    const box = this.props.box.current;
    return box === null ? null : standingOf(box, canFollow);
  }

  override componentDidUpdate(_props: ScrollKeeperProps, _state: unknown, before: Standing | null): void {
    const box = this.props.box.current;
    if (box === null || before === null || (before.isAtEnd && !this.props.canFollow)) return;
    restore(box, before);
    this.props.onKept(before);
  }

  override render(): ReactNode {
    return this.props.children;
  }
}
