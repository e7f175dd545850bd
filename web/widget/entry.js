// One entry of the conversation as DOM nodes.
import { again, press, rate } from "./actions.js";
import { config } from "./chat.js";
import { away, el, icon, iconButton, unseen } from "./dom.js";
import * as icons from "./icons.js";
import { calls, flag, isAlarm } from "./levels.js";
import { markdown } from "./markdown.js";
import { day, say } from "./say.js";
import { table } from "./table.js";
import * as words from "./words.js";

function source({ id, title, publisher, year, url, evidence }) {
  const name = title || id;
  const facts = [publisher, year, evidence].filter(Boolean).join(" · ");
  return el("li", /^https?:/i.test(url) ? away(url, name) : name, facts && el("small", facts));
}

/** When the answer was checked, and whether a clinician has approved it; "" where nothing is known. */
export function standing({ reviewed, status }) {
  return [
    reviewed && say(words.checked, day(reviewed, config?.language)),
    status === "draft" && say(words.draft),
    status === "approved" && say(words.approved),
  ].filter(Boolean).join(" · ");
}

/** Show what the visitor thinks of an answer. */
export function showRating(node, helpful) {
  node.querySelectorAll(".thumb").forEach((thumb, index) => thumb.setAttribute("aria-pressed", helpful === !index));
}

function rating(entry) {
  const thumb = (helpful, word) => iconButton("thumb", icons.thumb, say(word), () => rate(entry, helpful));
  const thumbs = [thumb(true, words.yes), thumb(false, words.no)];
  const group = el("div.rating", { role: "group", "aria-label": say(words.rate) }, thumbs);
  showRating(group);
  return group;
}

export function assistantEntry(entry) {
  const { level, text, lang, table: comparison, buttons, to, name, metadata = {} } = entry;
  const alarm = isAlarm(entry);
  const failed = name === "website_failed";
  const state = to ? standing(metadata) : "";
  const list = metadata.sources?.map(source) || [];
  const choices = buttons.map(({ id, title }) => el("button", { lang, onclick: () => press(title, id) }, title));
  if (failed) choices.unshift(el("button", { onclick: () => again(entry) }, say(words.again)));
  const kinds = `${alarm ? `.alarm.${level}` : ""}${comparison ? ".broad" : ""}`;
  return el(`div.turn.assistant${kinds}`,
    el("div.bubble", { dir: "auto" }, unseen(say(words.assistant)),
      alarm && flag(level), markdown(text, lang), alarm && calls(level), comparison && table(comparison, lang),
      list[0] && el("details", el("summary", say(words.sources, list.length)), el("ol", { lang }, list))),
    to && !failed && el("div.below", state && el("p", state), !level && rating(entry)),
    choices[0] && el("div.replies", { role: "group", "aria-label": say(words.replies) }, choices));
}

/** The visitor's own words; the last paragraph says what became of them. */
export const visitorEntry = (text) =>
  el("div.turn.visitor", el("div.bubble", { dir: "auto" }, unseen(say(words.you)), el("p", text)), el("p.state"));
