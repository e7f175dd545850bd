// How the dialog opens: beside the page on a desktop, in front of all of it on a phone.
import { close } from "./opening.js";
import { focused, panel } from "./screen.js";

const SMALL = matchMedia("(max-width: 480px), (max-height: 480px)");

/** The rules that fit the panel to what a phone's keyboard leaves of the screen. */
export const fitting = new CSSStyleSheet();

export function preparePanel() {
  panel.onclose = () => panel.open || close(); // the browser may close it by itself: a phone's "back"
  panel.onkeydown = (event) => {
    if (event.key === "Escape" && !event.isComposing) close();
    if (event.key === "Tab" && isModal()) wrap(event);
  };
  SMALL.onchange = () => panel.open && openAgain();
  for (const type of ["resize", "scroll"]) visualViewport.addEventListener(type, fit);
}

/** Also while it closes: after the browser's own closing the dialog itself no longer says so. */
export const isModal = () => SMALL.matches;

/** A modal dialog keeps everything else from being reached; otherwise the page stays usable. */
export function openPanel() {
  if (SMALL.matches) panel.showModal();
  else panel.open = true; // `show()` would move the focus, and an emergency may open the panel while someone types
  fit();
}

/** The window became small or large: the same panel in the other way, with the focus where it was. */
function openAgain() {
  const held = focused();
  panel.close();
  openPanel();
  held?.focus();
}

/** Tab goes round and round in a modal dialog, without a stop in the browser's own bars. */
function wrap(event) {
  const all = [...panel.querySelectorAll("a, button, textarea, summary, [tabindex='0']")]
    .filter((node) => node.offsetHeight);
  if (event.shiftKey) all.reverse();
  if (focused() !== all[all.length - 1] && focused() !== panel) return;
  event.preventDefault();
  all[0].focus();
}

/** The keyboard covers the window's lower part; some browsers tell only this way. */
function fit() {
  const { height, offsetTop, scale } = visualViewport;
  const covered = isModal() && scale === 1 && innerHeight - height > 80;
  fitting.replaceSync(covered ? `.panel:modal{height:${height}px;top:${offsetTop}px}` : "");
}
