import type { Locale } from "@veza/contracts/http/accounts";
import { createStore } from "zustand/vanilla";
import { Translator } from "./translator.ts";
import type { WordKey, WordTree, WordValues } from "./words-of.ts";

const KEY = "veza.language";

/** What each language calls itself. */
export const LANGUAGE_NAMES: Record<Locale, string> = { en: "English", fr: "Français" };
export const LOCALES = Object.keys(LANGUAGE_NAMES).filter((it): it is Locale => it in LANGUAGE_NAMES);

type Part = () => Promise<{ default: readonly WordTree[] }>;

/**
 * Where the words of each language are. A reader loads one language, and the first page only its own words.
 */
export interface Catalogues {
  first: Record<Locale, Part>;
  rest: Record<Locale, Part>;
}

export interface Spoken {
  language: Locale;
  /** Says a key in the reader's language. The same function until the language changes. */
  t: (key: WordKey, values?: WordValues) => string;
}

const translators: Record<Locale, Translator> = { en: new Translator("en"), fr: new Translator("fr") };
const loaded = new Map<Part, Promise<void>>();
let catalogues: Catalogues | null = null;

const speak = (language: Locale): Spoken => ({
  language,
  t: (key, values) => translators[language].say(key, values),
});

/** The reader's language and how to speak it. */
export const spokenStore = createStore<Spoken>(() => speak("en"));

/** The first language of the reader's list that the platform speaks; English otherwise. */
export function detectLocale(kept: string | null, wanted: readonly string[]): Locale {
  const tags = kept === null ? wanted : [kept, ...wanted];
  for (const tag of tags) {
    const base = tag.toLowerCase().split("-")[0];
    const locale = LOCALES.find((it) => it === base);
    if (locale) return locale;
  }
  return "en";
}

function load(locale: Locale, part: Part): Promise<void> {
  const known = loaded.get(part);
  if (known) return known;
  const loading = part().then(({ default: trees }) => {
    for (const tree of trees) translators[locale].add(tree);
  });
  loaded.set(part, loading);
  loading.catch(() => loaded.delete(part));
  return loading;
}

/** All words of a language; the reader's own unless said otherwise. */
export async function loadCatalogue(locale: Locale = currentLocale()): Promise<void> {
  if (catalogues === null) return;
  await Promise.all([load(locale, catalogues.first[locale]), load(locale, catalogues.rest[locale])]);
}

/** For what is imported when it is needed: brings its words along. */
export async function withWords<T>(importing: Promise<T>): Promise<T> {
  const [module] = await Promise.all([importing, loadCatalogue()]);
  return module;
}

/** Brings the reader's language in; the page renders after it. */
export async function startI18n(all: Catalogues): Promise<void> {
  catalogues = all;
  const locale = detectLocale(localStorage.getItem(KEY), navigator.languages);
  await load(locale, all.first[locale]);
  spokenStore.setState(speak(locale));
  document.documentElement.lang = locale;
}

export async function setLocale(locale: Locale): Promise<void> {
  await loadCatalogue(locale);
  spokenStore.setState(speak(locale));
  document.documentElement.lang = locale;
  localStorage.setItem(KEY, locale);
}

export function currentLocale(): Locale {
  return spokenStore.getState().language;
}
