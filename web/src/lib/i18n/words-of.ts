/**
 * A tree of sentences by key. `{{name}}` is where a value goes; `_one` and `_other` are a key's plural forms.
 */
export interface WordTree {
  [key: string]: string | WordTree;
}

/** The same keys in another language. */
export type WordsOf<T> = { [K in keyof T]: T[K] extends string ? string : WordsOf<T[K]> };

/**
 * Every word of the app, by language's catalogue: the app declares it (app/words.ts), so that a missing key
 * does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Words {}

type Leaves<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}`;
}[keyof T & string];
type WithoutPlural<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;

/** Every key that can be asked for; plural forms by the key without its ending. */
export type WordKey = WithoutPlural<Leaves<Words>>;
export type WordValues = Readonly<Record<string, string | number>>;
