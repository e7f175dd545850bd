// What stands on the page while the chat is closed: the button that opens it, how much is unread, and the teaser.
import { configure } from "./chat.js";
import { el, icon, iconButton, tell, unseen } from "./dom.js";
import * as icons from "./icons.js";
import { nameOf } from "./levels.js";
import { open } from "./opening.js";
import { say } from "./say.js";
import { settings } from "./settings.js";
import { keep, recall } from "./store.js";
import * as words from "./words.js";

const label = el("span.label");
const badge = el("span.badge", { "aria-hidden": true });
const unreadWords = unseen();
const arrived = el("p.unseen", { role: "status" });
const teaser = el("div.teaser", { hidden: "" }, el("button.tease", { onclick: () => open() }, settings.teaser),
  iconButton("x", icons.close, say(words.dismiss), dismiss));

export const launcher = el("button.launcher", {
  "aria-haspopup": "dialog", "aria-controls": "panel",
  onclick: () => open(), onpointerenter: configure, onfocus: configure,
}, icon(icons.chat), label, unreadWords, badge);
export const corner = el("div.corner", teaser, launcher, arrived);

function onEscape({ key }) {
  if (key === "Escape") dismiss();
}

export function tease() {
  if (!settings.teaser || recall("teased")) return;
  teaser.hidden = false;
  document.addEventListener("keydown", onEscape);
}

/** The teaser stays away in this tab. */
export function dismiss() {
  const held = teaser.matches(":focus-within");
  teaser.hidden = true;
  document.removeEventListener("keydown", onEscape);
  keep("teased", true);
  if (held) launcher.focus();
}

export function showLauncher(open, unread, alarm) {
  launcher.setAttribute("aria-expanded", open);
  corner.classList.toggle("open", open);
  launcher.className = `launcher ${alarm ? `alarmed ${alarm.level}` : ""}`;
  launcher.firstChild.replaceWith(icon(alarm ? icons.alarm : icons.chat));
  label.textContent = alarm ? nameOf(alarm.level) : say(words.launch);
  const news = unread ? say(unread > 1 ? words.unreadMany : words.unreadOne, unread) : "";
  unreadWords.textContent = news && `, ${news}`;
  tell(arrived, open ? "" : news);
  badge.textContent = unread > 9 ? "9+" : unread || "";
}
