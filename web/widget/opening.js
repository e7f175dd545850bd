// Opening and closing the panel, and what the launcher shows of it.
import { alarm } from "./alarm.js";
import { markRead, unread } from "./chat.js";
import { grow } from "./composer.js";
import { el } from "./dom.js";
import { dismiss, launcher, showLauncher } from "./launcher.js";
import { arrived, hush } from "./log.js";
import { isModal, openPanel } from "./panel.js";
import { language } from "./say.js";
import { ask, emit, focusFirst, panel, wake } from "./screen.js";
import { settings } from "./settings.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");
let opener;

/** What all stands in, under the shadow root. */
export const box = el("div.root", { lang: language });

DARK.onchange = dress;

/** Direction, side and scheme: the page may change its direction, and the visitor the scheme. */
export function dress() {
  const { position, scheme } = settings;
  box.dir = getComputedStyle(box.parentNode.host).direction;
  box.classList.toggle("left", position ? position === "left" : box.dir === "rtl");
  box.classList.toggle("dark", scheme === "dark" || (scheme !== "light" && DARK.matches));
}

export const isOpen = () => panel.open;

export function refresh() {
  showLauncher(isOpen(), isOpen() ? 0 : unread(), alarm);
}

/** What is open, on a page that is seen, is read. */
export function read() {
  if (isOpen() && !document.hidden) markRead();
  refresh();
}

/** `question` is asked at once, or as soon as the visitor has agreed; the focus goes back to `from`. */
export function open(question, from) {
  if (!isOpen()) opener = from;
  dismiss();
  show();
  focusFirst();
  ask(question);
}

/** Show the panel. The focus stays where it is, unless the panel covers the page. */
export function show() {
  if (isOpen()) return;
  const active = document.activeElement;
  opener = opener || (active === document.body || active === box.parentNode.host ? launcher : active);
  dress();
  hush();
  openPanel();
  arrived();
  grow();
  read();
  emit("open");
  wake();
  if (isModal()) focusFirst();
}

export function close() {
  if (!opener) return; // it is closed
  const held = isModal() || panel.matches(":focus-within");
  panel.close();
  refresh();
  if (held) (opener.isConnected ? opener : launcher).focus();
  opener = null;
  emit("close");
}
