// The catalogue of texts in the language of the page, as the server gives it.
import { ask } from "./api";

export const LANGUAGES = ["nb", "nn", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

let catalogue: Record<string, string> = {};

/** Read the catalogue of a language. */
export async function speak(language: Language): Promise<void> {
  catalogue = await ask("texts", { lang: language });
  document.documentElement.lang = language;
}

/** The text called `key`, with `{name}` filled in; a test holds every key to the catalogue. */
export function text(key: string, values: Record<string, string | number> = {}): string {
  const template = catalogue[key] ?? key;
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
