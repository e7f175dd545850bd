// Where the visitor writes.
import { send } from "./actions.js";
import { config } from "./chat.js";
import { el, iconButton, tell, unseen } from "./dom.js";
import * as icons from "./icons.js";
import { say } from "./say.js";
import { keep, recall } from "./store.js";
import * as words from "./words.js";

const LONGEST = 2000;
const MOST_LINES = 5;
const COMPOSING = 229; // Safari's sign for "the word is still being composed"

export const field = el("textarea", {
  id: "words", rows: 1, dir: "auto", autocomplete: "off", enterkeyhint: "send", placeholder: say(words.question),
  "aria-describedby": "mistake count", oninput, onkeydown,
});
const mistake = el("p.mistake", { id: "mistake", role: "alert" });
const counter = el("p.count", { id: "count" });
export const composer = el("form.composer", { onsubmit },
  el("label", { for: "words" }, unseen(say(words.question))),
  el("div.field", field, iconButton("send", icons.send, say(words.send))), mistake, counter);

const most = () => config?.longest_text || LONGEST;

/** As the server counts: by characters, not by halves of them. */
const length = () => [...field.value.trim()].length;

export function fill(text) {
  field.value = text;
  oninput();
}

/** Give back words that could not be sent, unless the visitor has begun other ones. */
export function giveBack(text, why) {
  if (!field.value.trim()) fill(text);
  complain(why);
}

function oninput() {
  keep("draft", field.value);
  complain("");
  counter.textContent = length() > most() * 0.9 ? say(words.count, length(), most()) : "";
  grow();
}

/** As many rows as there are lines. Rows are an attribute; a height would be an inline style. */
export function grow() {
  field.rows = 1;
  const line = parseFloat(getComputedStyle(field).lineHeight);
  field.rows = Math.min(MOST_LINES, Math.floor(field.scrollHeight / line) || 1);
}

function complain(why) {
  tell(mistake, why);
  field.setAttribute("aria-invalid", Boolean(why));
}

function onkeydown(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING) return;
  event.preventDefault();
  composer.requestSubmit();
}

function onsubmit(event) {
  event.preventDefault();
  const text = field.value.trim();
  const extra = length() - most();
  field.focus();
  if (!text || extra > 0) return complain(say(text ? words.tooLong : words.empty, extra));
  fill("");
  send(text);
}

/** The words that were being written before a reload. Without any nothing is measured: that costs a page a layout. */
export function restoreDraft() {
  const draft = recall("draft");
  if (draft) fill(draft);
}
