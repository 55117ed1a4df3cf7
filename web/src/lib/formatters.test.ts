import { expect, test } from "vitest";
import { dateFormat, numberFormat, relativeFormat } from "./formatters.ts";

test("the same locale and options give the same formatter, others another one", () => {
  const percent = numberFormat("en", { style: "percent" });
  expect(numberFormat("en", { style: "percent" })).toBe(percent);
  expect(numberFormat("fr", { style: "percent" })).not.toBe(percent);
  expect(numberFormat("en", {})).not.toBe(percent);
  expect([percent.format(0.5), numberFormat("fr", {}).format(0.5)]).toEqual(["50%", "0,5"]);
});

test("a time zone that is named is kept apart", () => {
  const hour = (timeZone: string) =>
    dateFormat("en", { hour: "numeric", hour12: false, timeZone }).format(new Date("2026-11-27T12:00:00Z"));
  expect([hour("UTC"), hour("Asia/Tokyo"), hour("UTC")]).toEqual(["12", "21", "12"]);
  expect(relativeFormat("en", { numeric: "auto" }).format(-1, "day")).toBe("yesterday");
});
