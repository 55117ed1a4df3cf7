import type { WordTree, WordValues } from "./words-of.ts";

/** The sentences of one language, by dotted key. */
export class Translator {
  readonly locale: string;
  readonly #sentences = new Map<string, string>();
  readonly #plural: Intl.PluralRules;

  constructor(locale: string) {
    this.locale = locale;
    this.#plural = new Intl.PluralRules(locale);
  }

  add(tree: WordTree, path = ""): void {
    for (const [key, value] of Object.entries(tree)) {
      if (typeof value === "string") this.#sentences.set(path + key, value);
      else this.add(value, `${path}${key}.`);
    }
  }

  /**
   * The sentence of a key with its values put in. With a `count` its plural form is taken where it has forms.
   * @returns the key itself when the language has no such sentence (yet)
   */
  say(key: string, values: WordValues = {}): string {
    const sentence = this.#form(key, values.count) ?? this.#sentences.get(key);
    if (sentence === undefined) return key;
    return sentence.replace(/\{\{(\w+)\}\}/g, (_place, name: string) => String(values[name] ?? ""));
  }

  #form(key: string, count: string | number | undefined): string | undefined {
    if (typeof count !== "number") return undefined;
    return this.#sentences.get(`${key}_${this.#plural.select(count)}`) ?? this.#sentences.get(`${key}_other`);
  }
}
