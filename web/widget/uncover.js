// What has the focus on the page must not lie under the chat (WCAG 2.4.11, focus not obscured).
import { corner } from "./launcher.js";
import { box, close } from "./opening.js";

function isCovered() {
  const { x, y, width, height } = document.activeElement.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2) === box.getRootNode().host;
}

/** The launcher lets it shine through; the panel, which the visitor has opened, goes with Escape. */
export function keepFocusInSight() {
  const look = () => corner.classList.toggle("aside", isCovered());
  document.addEventListener("focusin", look);
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !isCovered()) return;
    close();
    look();
  });
}
