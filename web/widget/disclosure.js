// A button that shows and hides something: the menu, and how to reach the clinic.
import { el } from "./dom.js";

/**
 * `button` with `content` behind it, in one box. Escape, and leaving with the focus or a press elsewhere, hide the
 * content. `instead` may do something else on a press; when it gives true, nothing is shown.
 */
export function disclosure(button, content, instead) {
  const box = el("div.box", button, content);
  const show = (open) => {
    content.hidden = !open;
    button.setAttribute("aria-expanded", open);
  };
  button.setAttribute("aria-controls", content.id);
  button.onclick = () => show(content.hidden && !instead?.());
  content.onclick = () => {
    show(false);
    button.focus();
  };
  box.onkeydown = (event) => {
    if (event.key !== "Escape" || content.hidden) return;
    event.stopPropagation(); // the panel stays open,
    event.preventDefault(); // also where the browser would close it
    content.onclick();
  };
  box.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !box.contains(relatedTarget) && show(false));
  document.addEventListener("pointerdown", (event) => event.composedPath().includes(box) || show(false));
  show(false);
  return box;
}
