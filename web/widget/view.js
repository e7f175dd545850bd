// What the conversation (chat.js) tells, made visible.
import { forgetAlarm, watch } from "./alarm.js";
import { session } from "./chat.js";
import { fill, giveBack } from "./composer.js";
import { tell } from "./dom.js";
import * as log from "./log.js";
import { read, refresh } from "./opening.js";
import { language, say } from "./say.js";
import { connection, emit, reset, typing, update } from "./screen.js";
import * as words from "./words.js";

const BRIEF = 1200; // a break that is shorter is not worth words

/** Whether the stream is open. */
export let connected = false;
let ended = false;
let timer;

/** There is a configuration, a consent or a session, or there is none any more. */
export function tellChanged() {
  if (ended && session) {
    log.notice(say(words.over));
    ended = false;
  }
  update();
  refresh();
}

/** `fresh`: the visitor has not seen it. */
export function tellEntry(entry, fresh) {
  const { type, seq, level, name } = entry;
  if (!fresh) log.hush();
  log.draw(entry);
  watch(entry, fresh);
  if (fresh && type !== "feedback") emit("message", { from: type, seq, level, name });
  read();
}

export function tellTyping(on) {
  tell(typing, on ? say(words.typing) : "");
}

/** Not sent at all. */
export function tellRefused({ id, text }, { message }) {
  log.refuse(id);
  giveBack(text, (language === "en" && message) || say(words.refused));
}

export function tellConnected(is) {
  connected = is;
  if (!is) {
    timer = timer || setTimeout(tellLost, BRIEF);
    return;
  }
  clearTimeout(timer);
  timer = null;
  tell(connection, "");
}

export function tellLost() {
  if (session) tell(connection, say(navigator.onLine ? words.reconnecting : words.offline));
}

/** The session has ended by itself. */
export function tellOver() {
  ended = true;
  log.close();
}

/** The chat was deleted. */
export function tellErased() {
  ended = false;
  reset();
  forgetAlarm();
  log.clear();
  fill("");
  tell(connection, "");
  emit("ended");
}
