// The panel's parts, and which of them show: consent, the conversation, a question, or what went wrong.
import { resume, send } from "./actions.js";
import { alert, bar } from "./alarm.js";
import { config, configure, consented, session } from "./chat.js";
import { composer, field } from "./composer.js";
import { confirmation, consent, unreachable } from "./consent.js";
import { el, newTab } from "./dom.js";
import { createMenu, foot, head, updateFoot } from "./frame.js";
import { log, talk } from "./log.js";
import { say } from "./say.js";
import * as words from "./words.js";

let shown;
let question = "";
let busy = false; // a new conversation is on its way
let asking = false; // whether the chat shall be deleted
let removed = false;
let lost = false; // the server did not answer

let menu;
const stage = el("div");
const troubles = el("div.trouble", { role: "alert" });
export const typing = el("p.typing", { role: "status" });
export const connection = el("p.connection", { role: "status" });

export const panel = el("dialog.panel", {
  id: "panel", role: "dialog", tabindex: -1, "aria-labelledby": "title", "aria-describedby": "about",
});

/** Put the parts into the panel. Not before all modules have run: they import one another. */
export function fillPanel() {
  menu = createMenu(() => askFirst(true));
  panel.append(head(menu), bar, stage, talk, typing, connection, troubles, composer, foot, alert, newTab());
  update();
}

/** An event of the widget, for the page; no words of the visitor are in it. */
export function emit(name, detail = {}) {
  panel.dispatchEvent(new CustomEvent(`porewise:${name}`, { detail, bubbles: true, composed: true }));
}

export const focused = () => panel.getRootNode().activeElement;

/** Which of the stages is due; "" is the conversation itself. */
function due() {
  if (asking && session) return "confirmation";
  if (session || consented) return "";
  if (busy) return "loading";
  if (config) return "consent";
  return lost ? "unreachable" : "loading";
}

export function update() {
  const held = focused();
  const before = shown;
  shown = due();
  updateFoot();
  stage.hidden = !shown;
  talk.hidden = composer.hidden = typing.hidden = menu.hidden = Boolean(shown);
  if (shown === before) return;
  if (!shown) removed = false;
  drawStage();
  // Whoever is at a thing that stays, like the ways to a person, stays there.
  if (held && (held === panel || !held.offsetHeight)) focusFirst();
}

function drawStage() {
  const contents = {
    loading: () => [el("p", { role: "status" }, say(words.loading))],
    unreachable: () => unreachable(prepare),
    confirmation: () => confirmation(() => askFirst(false)),
    consent: () => [removed && el("p.notice", { role: "status" }, say(words.removed)), consent(question)],
  }[shown];
  stage.className = `stage ${shown}`;
  stage.replaceChildren(...el("div", contents?.()).childNodes);
}

/** Before the visitor can agree to anything, the clinic's numbers and how long things are kept must be known. */
async function prepare() {
  lost = false;
  update();
  lost = !(await configure());
  update();
}

/** The panel was opened: get what is missing. */
export function wake() {
  if (!session && consented) resume();
  else if (!config) prepare();
}

/** Ask what a button of the page asks, now or once the visitor has agreed. */
export function ask(text = question) {
  const now = session || consented;
  question = now ? "" : text;
  if (!text) return;
  if (now) return send(text);
  drawStage();
  focusFirst();
}

export function setBusy(is) {
  busy = is;
  update();
}

/** The chat was deleted. */
export function reset() {
  asking = false;
  removed = !busy;
}

/** Show or take back the question before the chat is deleted. */
function askFirst(is) {
  asking = is;
  update();
  focusFirst();
}

/**
 * Where the focus belongs: the first choice, or the words. On a touch screen the words would bring up the keyboard, and
 * a choice must not scroll what is to be read before it out of sight.
 */
export function focusFirst() {
  const touch = matchMedia("(pointer: coarse)").matches;
  const first = shown ? stage.querySelector("button") || panel : touch ? log : field;
  first.focus({ preventScroll: touch });
}

/** An error in words, with a way to try again where there is one; without words, none. */
export function trouble(word, again) {
  troubles.replaceChildren();
  if (word) troubles.append(el("p", say(word)), el("button", { onclick: again }, say(words.again)));
}
