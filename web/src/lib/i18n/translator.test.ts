import { describe, expect, test } from "vitest";
import { Translator } from "./translator.ts";

const french = new Translator("fr");
french.add({
  room: { here_one: "{{count}} personne", here_other: "{{count}} personnes", plain: "Reste {{count}}" },
});
french.add({ room: { hello: "Bonjour {{name}}, {{name}} !" }, error: { a: "A" } });
french.add({ error: { b: "B" } });

describe("sentences", () => {
  test.each([
    ["room.here", { count: 0 }, "0 personne"],
    ["room.here", { count: 1 }, "1 personne"],
    ["room.here", { count: 2 }, "2 personnes"],
    ["room.here", { count: 1_000_000 }, "1000000 personnes"],
    ["room.plain", { count: 3 }, "Reste 3"],
    ["room.hello", { name: "<b>" }, "Bonjour <b>, <b> !"],
    ["room.hello", {}, "Bonjour ,  !"],
    ["error.a", {}, "A"],
    ["error.b", {}, "B"],
    ["error.c", {}, "error.c"],
  ])("%s with %j: %s", (key, values, said) => expect(french.say(key, values)).toBe(said));

  test("plural forms are the language's own", () => {
    const english = new Translator("en");
    english.add({ plays_one: "{{count}} play", plays_other: "{{count}} plays" });
    expect([0, 1, 2].map((count) => english.say("plays", { count }))).toEqual([
      "0 plays",
      "1 play",
      "2 plays",
    ]);
  });
});
