// The fixed parts of the panel: its head with the menu, and its foot with the ways to reach a person.
import { person, restart, save } from "./actions.js";
import { config } from "./chat.js";
import { disclosure } from "./disclosure.js";
import { dial, el, icon, iconButton } from "./dom.js";
import * as icons from "./icons.js";
import { close } from "./opening.js";
import { say } from "./say.js";
import { settings } from "./settings.js";
import * as words from "./words.js";

/** The phone number in the page's own settings, which is known before the server has answered. */
export const ownPhone = settings.phone && { phone: settings.phone, dial: settings.phone.replace(/[^\d+]/g, "") };

const item = (word, onclick) => el("button", { onclick }, say(word));

/** @param {() => void} askToRemove */
export function createMenu(askToRemove) {
  const list = el("div.menu", { id: "menu" },
    item(words.restart, restart), item(words.save, save), item(words.remove, askToRemove));
  return disclosure(iconButton("round", icons.more, say(words.more)), list);
}

export const head = (menu) => el("div.head",
  el("span.mark", icon(icons.chat)),
  el("div.names",
    el("h2", { id: "title" }, settings.title || say(words.title)), el("p", { id: "about" }, say(words.about))),
  menu, iconButton("round", icons.close, say(words.close), () => close()));

const ways = el("div.ways", { id: "ways" });
const emergency = el("p");
export const foot = el("div.foot",
  disclosure(el("button.person", icon(icons.person), say(words.person)), ways, person), emergency);

let drawn = "";

/** Show what is known of the clinic. A link that is drawn anew loses the focus, and the press that has begun on it. */
export function updateFoot() {
  const known = JSON.stringify(config || ownPhone);
  if (known === drawn) return;
  drawn = known;
  const { phone, dial: number, email, emergency: short, emergency_dial } = config || ownPhone || {};
  ways.replaceChildren(dial("", say(words.call, phone), number) || say(words.noNumber));
  if (email) ways.append(el("a", { href: `mailto:${email}` }, email));
  if (short) emergency.replaceChildren(dial("", say(words.danger, short), emergency_dial));
}
