import { expect, test } from "vitest";
import { actionOf, type Focused } from "./shortcuts.ts";

const press = (key: string, change = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  defaultPrevented: false,
  ...change,
});
const on = (tag: string, change: Partial<Focused> = {}): Focused => ({
  tag,
  role: null,
  isEditable: false,
  isInDialog: false,
  ...change,
});

test("keys mean what the help says", () => {
  const keys = [" ", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "m", "M", "N", "p", "?"];
  expect(keys.map((key) => actionOf(press(key), on("BODY")))).toEqual([
    "toggle",
    "back",
    "forward",
    "louder",
    "quieter",
    "mute",
    "mute",
    "next",
    "previous",
    "help",
  ]);
});

test("never while typing", () => {
  for (const focused of [on("INPUT"), on("TEXTAREA"), on("SELECT"), on("DIV", { isEditable: true })]) {
    expect(actionOf(press("m"), focused)).toBeNull();
    expect(actionOf(press(" "), focused)).toBeNull();
  }
});

test("what the focused control does itself is its own", () => {
  expect(actionOf(press(" "), on("BUTTON"))).toBeNull();
  expect(actionOf(press("m"), on("BUTTON"))).toBe("mute");
  expect(actionOf(press("ArrowLeft"), on("DIV", { role: "slider" }))).toBeNull();
  expect(actionOf(press("ArrowDown"), on("BUTTON", { isInDialog: true }))).toBeNull();
});

test("not with Ctrl, Meta or Alt, nor after somebody took the key", () => {
  expect(actionOf(press("p", { ctrlKey: true }), on("BODY"))).toBeNull();
  expect(actionOf(press("n", { metaKey: true }), on("BODY"))).toBeNull();
  expect(actionOf(press(" ", { defaultPrevented: true }), on("BODY"))).toBeNull();
});
