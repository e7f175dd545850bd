// The conversation on the screen.
import { el } from "./dom.js";
import { assistantEntry, showRating, visitorEntry } from "./entry.js";
import { say } from "./say.js";
import * as words from "./words.js";

const PATIENCE = 500; // a message that is sent sooner need not say that it is being sent
const SETTLED = 1000;
const NEAR = 60;

/** Entries by number: what a rating is shown on. */
export const turns = new Map();
const waiting = new Map(); // id of a message that the stream has not shown yet -> node
let put = 0;
let away = false;
let hushed;

export const log = el("div.log", { role: "log", "aria-label": say(words.log), tabindex: 0, onscroll });

const newest = el("button.newest", { hidden: "", onclick: toEnd }, say(words.newest));

/** The log, and what leads to its end while something new is out of sight. */
export const talk = el("div.talk", log, newest);

/**
 * History is not news: it must not be read out when it is drawn or when the panel opens. `aria-live` says so until
 * things are settled. (With `aria-busy` a screen reader may keep everything and read it out at the end.)
 */
export function hush() {
  log.setAttribute("aria-live", "off");
  clearTimeout(hushed);
  hushed = setTimeout(unhush, SETTLED);
}

export function unhush() {
  log.removeAttribute("aria-live"); // role=log is polite by itself
}

export function draw(entry) {
  const { seq, type, of, helpful } = entry;
  if (type === "feedback") {
    if (turns.has(of)) showRating(turns.get(of), helpful);
    return;
  }
  const node = type === "visitor" ? confirmed(entry) : assistantEntry(entry);
  turns.set(seq, node);
  place(node);
  if (type === "assistant") arrived();
}

/** The node of a message that was sent from here, or a new one. */
function confirmed({ id, text }) {
  const node = waiting.get(id) || visitorEntry(text);
  waiting.delete(id);
  node.lastChild.textContent = "";
  dropReplies();
  return node;
}

/** Put `node` before what the server does not know yet. One that is in its place stays: moved, it is read out again. */
function place(node) {
  const [first = null] = waiting.values();
  if (!node.parentNode || node.nextSibling !== first) log.insertBefore(node, first);
}

export function pending({ id, text }) {
  if (waiting.has(id)) return;
  dropReplies();
  log.querySelectorAll(".refused").forEach((node) => node.remove());
  const node = visitorEntry(text);
  waiting.set(id, node);
  log.append(node);
  setTimeout(() => node.lastChild.textContent || state(id, words.sending), PATIENCE);
  toEnd();
}

/** What became of a message that is not confirmed. */
export function state(id, word) {
  if (waiting.has(id)) waiting.get(id).lastChild.textContent = say(word);
}

export function refuse(id) {
  state(id, words.notSent);
  waiting.get(id)?.classList.add("refused");
  waiting.delete(id);
}

/** Only the newest answers offer replies; those of an alarm stay. */
function dropReplies() {
  log.querySelectorAll(".turn:not(.alarm) > .replies").forEach((replies) => replies.remove());
}

export const notice = (text) => place(el("p.notice", text));

/** The session is over: its words stay to be read, its buttons mean nothing any more. */
export function close() {
  turns.clear();
  log.querySelectorAll(".replies, .rating").forEach((part) => part.remove());
}

export function clear() {
  turns.clear();
  waiting.clear();
  log.replaceChildren();
  toEnd();
}

const end = () => log.scrollHeight - log.clientHeight;

function scroll(top) {
  log.scrollTop = top;
  put = log.scrollTop;
  away = false;
}

/** An answer is read from its beginning: its question is put at the top. Whoever has scrolled away is left in peace. */
export function arrived() {
  const asked = [...turns.values()].filter((node) => node.matches(".visitor")).pop();
  if (away) newest.hidden = false;
  else scroll(Math.min(end(), asked ? asked.offsetTop - 12 : 0));
}

function toEnd() {
  scroll(end());
  newest.hidden = true;
}

function onscroll() {
  const atEnd = end() - log.scrollTop < NEAR;
  if (atEnd) newest.hidden = true;
  if (atEnd || Math.abs(log.scrollTop - put) > NEAR) away = !atEnd;
}
