// The language of the widget's own words.
import { settings } from "./settings.js";

const SPOKEN = ["en", "es"];
const wishes = [settings.lang, document.documentElement.lang, ...navigator.languages].map((wish) => wish?.slice(0, 2));

export const language = wishes.find((wish) => SPOKEN.includes(wish)) || "en";

/** One of words.js in this language; `n` and `most` fill in what stands in braces. */
export function say(word, n, most) {
  return word[SPOKEN.indexOf(language)].replace("{n}", n).replace("{most}", most);
}

/** A day in words, as the clinic's country writes it ("en-GB") where that is the language spoken. */
export function day(iso, clinicLanguage = "") {
  const date = new Date(iso);
  const locale = clinicLanguage.startsWith(language) ? clinicLanguage : language;
  return isNaN(date) ? iso : date.toLocaleDateString(locale, { dateStyle: "medium", timeZone: "UTC" });
}
