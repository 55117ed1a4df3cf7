import { LOCALES, type Locale } from "@veza/contracts/http/accounts";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Catalogue, FirstCatalogue, MoreCatalogue } from "./catalogue.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: Catalogue };
  }
}

const KEY = "veza.language";

/** A reader loads one language, and the first page only its own words. */
const FIRST: Record<Locale, () => Promise<{ default: FirstCatalogue }>> = {
  en: () => import("./en.ts"),
  fr: () => import("./fr.ts"),
};
type Part = { default: Partial<MoreCatalogue> };
const MORE: Record<Locale, () => Promise<Part[]>> = {
  en: () => Promise.all([import("./more-en.ts"), import("./rooms-en.ts"), import("./chat-en.ts")]),
  fr: () => Promise.all([import("./more-fr.ts"), import("./rooms-fr.ts"), import("./chat-fr.ts")]),
};

/** What each language calls itself. */
export const LANGUAGE_NAMES: Record<Locale, string> = { en: "English", fr: "Français" };

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

const loaded = new Map<Locale, Promise<void>>();

async function load(locale: Locale): Promise<void> {
  const [first, more] = await Promise.all([FIRST[locale](), MORE[locale]()]);
  for (const part of [first, ...more])
    i18next.addResourceBundle(locale, "translation", part.default, true, true);
}

/** All words of a language; the reader's own unless said otherwise. */
export function loadCatalogue(locale: Locale = currentLocale()): Promise<void> {
  const known = loaded.get(locale);
  if (known) return known;
  const loading = load(locale);
  loaded.set(locale, loading);
  loading.catch(() => loaded.delete(locale));
  return loading;
}

/** For what is imported when it is needed: brings its words along. */
export async function withWords<T>(importing: Promise<T>): Promise<T> {
  const [module] = await Promise.all([importing, loadCatalogue()]);
  return module;
}

/** Brings the reader's language in; the page renders after it. */
export async function startI18n(): Promise<void> {
  const locale = detectLocale(localStorage.getItem(KEY), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    supportedLngs: [...LOCALES],
    resources: { [locale]: { translation: (await FIRST[locale]()).default } },
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  document.documentElement.lang = locale;
}

export async function setLocale(locale: Locale): Promise<void> {
  await loadCatalogue(locale);
  await i18next.changeLanguage(locale);
  document.documentElement.lang = locale;
  localStorage.setItem(KEY, locale);
}

export function currentLocale(): Locale {
  return LOCALES.find((it) => it === i18next.language) ?? "en";
}
