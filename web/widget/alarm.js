// An emergency that has not passed: the bar at the top of the panel, which stays, and what is said aloud.
import { keepSession, last, session } from "./chat.js";
import { el, iconButton, tell } from "./dom.js";
import * as icons from "./icons.js";
import { calls, isAlarm, nameOf } from "./levels.js";
import { show } from "./opening.js";
import { say } from "./say.js";
import { emit, focusFirst } from "./screen.js";
import * as words from "./words.js";

/** The entry that raised the alarm, or null. */
export let alarm = null;

export const bar = el("div.bar");
export const alert = el("p.unseen", { role: "alert" });
const putAway = iconButton("x", icons.close, say(words.dismiss), dismiss);

/** An alarm stays until an ordinary answer to a later question has come and the visitor puts the alarm away. */
export function watch(entry, fresh) {
  const { type, level, seq, to, name } = entry;
  if (isAlarm(entry)) {
    if (seq <= session.calmed) return;
    if (!alarm || level !== "urgent") setAlarm(entry); // "call the clinic" does not replace "call an ambulance"
    putAway.hidden = true;
    if (fresh) raise(level, seq);
  } else if (type === "assistant" && to && to !== alarm?.to && name !== "website_failed") {
    putAway.hidden = false;
  }
}

function raise(level, seq) {
  show();
  tell(alert, "");
  const loud = () => tell(alert, `${nameOf(level)}. ${calls(level)[0]?.textContent || ""}`);
  setTimeout(loud, 100); // the panel must be there first
  emit("emergency", { level, seq });
}

export const forgetAlarm = () => setAlarm(null);

/** Not drawn anew for every entry: the link would lose the focus, and the press that has begun on it. */
function setAlarm(entry) {
  alarm = entry;
  bar.replaceChildren();
  if (!entry) return;
  const { level } = entry;
  bar.className = `bar ${level}`;
  bar.append(calls(level)[0] || nameOf(level), putAway);
}

function dismiss() {
  session.calmed = last;
  keepSession();
  forgetAlarm();
  focusFirst();
}
