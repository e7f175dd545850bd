// Making DOM nodes. Text only ever becomes a text node, so whatever a message holds, it is shown and never run.
import { phone } from "./icons.js";
import { say } from "./say.js";
import * as words from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * A node, such as `el("p.note", {lang: "en"}, "words")`. Functions become handlers; an attribute that is null, and a
 * child that is empty, is left out. Styles are never set here: they would be inline styles.
 */
export function el(kind, ...parts) {
  const [tag, ...classes] = kind.split(".");
  const node = document.createElement(tag);
  node.className = classes.join(" ");
  for (const part of parts.flat(9)) {
    if (part?.constructor === Object) set(node, part);
    else if (part) node.append(part);
  }
  return node;
}

function set(node, given) {
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "function") node[name] = value;
    else if (value != null) node.setAttribute(name, value);
  }
}

export function icon(shape) {
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  set(drawing, { viewBox: "0 0 24 24", "aria-hidden": true });
  set(path, { d: shape });
  drawing.append(path);
  return drawing;
}

/** Change the text of a live region, if it is another: the same words need not be said twice. */
export function tell(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A round button with an icon; `words` are its name. */
export const iconButton = (kind, shape, name, onclick) =>
  el(`button.${kind}`, { "aria-label": name, title: name, onclick }, icon(shape));

/** Words that only a screen reader says. */
export const unseen = (...text) => el("span.unseen", ...text);

/** A link that calls a number; nothing where there is none. */
export const dial = (kind, text, number) => number && el(`a${kind}`, { href: `tel:${number}` }, text);

/** The same with an icon. */
export const call = (kind, text, number) => dial(kind, [icon(phone), el("span", text)], number);

/** A link to another page, which opens in a new tab and says so (screen.js holds the words). */
export const away = (href, ...children) =>
  el("a", { href, target: "_blank", rel: "noreferrer", "aria-describedby": "newtab" }, children);

export const newTab = () => el("span", { id: "newtab", hidden: "" }, say(words.newTab));
