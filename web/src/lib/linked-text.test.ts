import { expect, test } from "vitest";
import { linkedRuns } from "./linked-text.ts";

const links = (text: string) => linkedRuns(text).flatMap(({ href }) => (href === null ? [] : [href]));

test("addresses in a description are links, the punctuation around them is not", () => {
  const text =
    "Words at https://example.org/a?b=1. (Also http://example.org/x_(y)), and https://example.org/é!";
  expect(links(text)).toEqual([
    "https://example.org/a?b=1",
    "http://example.org/x_(y)",
    "https://example.org/%C3%A9",
  ]);
  expect(
    linkedRuns(text)
      .map((run) => run.text)
      .join(""),
  ).toBe(text);
});

test("nothing but http and https is a link", () => {
  expect(links("javascript:alert(1) data:text/html,x ftp://a.b //c.d www.e.f")).toEqual([]);
  expect(linkedRuns("")).toEqual([]);
});
