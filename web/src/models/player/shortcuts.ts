/** What the keys of the player are called on the help page. */
export const SHORTCUTS = [
  { name: "toggle", keys: ["␣"] },
  { name: "seek", keys: ["←", "→"] },
  { name: "volume", keys: ["↑", "↓"] },
  { name: "mute", keys: ["M"] },
  { name: "next", keys: ["N"] },
  { name: "previous", keys: ["P"] },
  { name: "help", keys: ["?"] },
] as const;

export type Action =
  | "toggle"
  | "back"
  | "forward"
  | "louder"
  | "quieter"
  | "mute"
  | "next"
  | "previous"
  | "help";

const BY_KEY: Record<string, Action> = {
  " ": "toggle",
  ArrowLeft: "back",
  ArrowRight: "forward",
  ArrowUp: "louder",
  ArrowDown: "quieter",
  m: "mute",
  n: "next",
  p: "previous",
  "?": "help",
};

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  defaultPrevented: boolean;
}

/** What has the focus: what it does with keys by itself decides which are left for the player. */
export interface Focused {
  tag: string;
  role: string | null;
  isEditable: boolean;
  isInDialog: boolean;
}

const KEYED_ROLES = new Set([
  "slider",
  "menu",
  "menuitem",
  "menuitemradio",
  "menuitemcheckbox",
  "radio",
  "tab",
  "listbox",
  "option",
]);

/**
 * The player's action for a key press, or null: never while typing, never what the focused control means
 * itself.
 */
export function actionOf(press: Press, focused: Focused): Action | null {
  if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey) return null;
  if (focused.isEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(focused.tag)) return null;
  const action = BY_KEY[press.key.length === 1 ? press.key.toLowerCase() : press.key] ?? null;
  if (action === null) return null;
  if (press.key === " " && ["BUTTON", "A", "SUMMARY"].includes(focused.tag)) return null;
  if (press.key.startsWith("Arrow")) {
    // Without the focus somewhere, up and down scroll the page.
    if (focused.isInDialog || (focused.role !== null && KEYED_ROLES.has(focused.role))) return null;
  }
  return action;
}
