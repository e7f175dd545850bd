// What the visitor can do in the panel.
import * as chat from "./chat.js";
import { field } from "./composer.js";
import * as log from "./log.js";
import { say } from "./say.js";
import { ask, emit, focusFirst, focused, setBusy, trouble } from "./screen.js";
import { Refusal } from "./server.js";
import { download } from "./transcript.js";
import { connected } from "./view.js";
import * as words from "./words.js";

/** Run `work`; when the server refuses it, say so and offer to try again. */
async function attempt(work) {
  trouble();
  try {
    await work();
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    trouble(refusal.status ? words.failed : words.unreachable, () => attempt(work));
  }
}

export function send(text, button) {
  trouble();
  chat.send(text, button);
}

/** A button in the log was pressed, and goes: the focus stays near. */
export function press(text, button) {
  const held = log.log.contains(focused());
  send(text, button);
  if (held) log.log.focus({ preventScroll: true });
}

/** The question of a turn that failed once more: the button that it was, if it was one. */
export function again({ to }) {
  const asked = chat.entries.find(({ seq }) => seq === to);
  const button = chat.entries.flatMap(({ buttons }) => buttons || []).find(({ title }) => title === asked?.text);
  if (asked) press(asked.text, button?.id);
  else field.focus();
}

/** The stream brings it back, and then it shows, here and in other tabs. */
export function rate({ seq }, helpful) {
  attempt(() => chat.feedback(seq, helpful));
}

/** Ask for a person in the conversation; gives whether there is one just now. */
export function person() {
  if (!chat.session || !connected || !navigator.onLine) return false;
  send(say(words.person), "person");
  return true;
}

export function begin() {
  attempt(async () => {
    await chat.begin();
    emit("consent");
    log.unhush(); // the greeting is news
    ask();
    focusFirst();
  });
}

/** The earlier session is over, and the visitor is here again. */
export function resume() {
  attempt(chat.ensure);
}

export function restart() {
  attempt(async () => {
    setBusy(true);
    try {
      await chat.remove();
      await chat.begin();
      log.unhush();
    } finally {
      setBusy(false);
    }
    focusFirst();
  });
}

export function eraseChat() {
  attempt(chat.remove);
}

export function save() {
  download(chat.entries);
}
