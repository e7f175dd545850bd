// Before anything goes to the server: what this is, what is kept, and the choice. And the other questions in its place.
import { begin, eraseChat } from "./actions.js";
import { config } from "./chat.js";
import { away, call, dial, el, icon } from "./dom.js";
import * as icons from "./icons.js";
import { ownPhone } from "./frame.js";
import { say } from "./say.js";
import { settings } from "./settings.js";
import * as words from "./words.js";

const fact = (shape, ...parts) => el("li", icon(shape), el("p", parts));
const choice = (...buttons) => el("div.choice", buttons);

/** @param {string} question what the visitor has asked by a button of the page */
export function consent(question) {
  const { phone, emergency, emergency_dial, keeps_hours, privacy_url } = config;
  const privacy = settings.privacy || privacy_url;
  return [
    el("h3", say(words.before)),
    el("ul",
      fact(icons.chat, say(words.automated)),
      fact(icons.alarm, say(words.notEmergency), " ", dial("", say(words.danger, emergency), emergency_dial), "."),
      fact(icons.clock, say(words.kept, keeps_hours), privacy && [" ", away(privacy, say(words.privacy)), "."])),
    question && el("p.waiting", say(words.waiting), el("q", question)),
    choice(
      el("button.primary", { onclick: begin }, say(words.agree)),
      dial(".secondary", say(words.decline, phone), config.dial)),
  ];
}

/** The server did not answer before we knew the clinic's numbers. */
export const unreachable = (again) => [
  el("h3", say(words.unreachable)),
  choice(
    ownPhone ? call(".primary", say(words.call, ownPhone.phone), ownPhone.dial) : say(words.noNumber),
    el("button.secondary", { onclick: again }, say(words.again))),
];

/** Asks once before the chat is deleted. */
export const confirmation = (keepIt) => [
  el("h3", say(words.sure)),
  el("p", say(words.sureMore)),
  choice(
    el("button.secondary", { onclick: keepIt }, say(words.sureNo)),
    el("button.primary.danger", { onclick: eraseChat }, say(words.remove))),
];
