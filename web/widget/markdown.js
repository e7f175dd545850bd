// A message's text as DOM nodes: paragraphs, lists ("- "), **bold**, addresses. Every character but the markup is kept.
import { config } from "./chat.js";
import { away, dial, el } from "./dom.js";

// Bold; an address, without the full stop of the sentence around it; an e-mail address without a scheme.
const MARKS =
  /\*\*(?=[^\s*])([^*\n]*[^*\s])\*\*|\b(?:https?:\/\/|mailto:|tel:)[^\s<>"']*[^\s<>"'.,;:!?)\]*]|[\w.+-]+@[\w.-]+\w/gi;

function link(address) {
  const scheme = /^(https?|mailto|tel):/i.test(address) ? "" : "mailto:";
  const node = /^http/i.test(address) ? away(address, address) : el("a", { href: scheme + address }, address);
  return node.protocol === ":" ? address : node; // no address after all
}

/** `text` with the clinic's own phone number as links. */
function plain(text) {
  const [first, ...rest] = config?.phone ? text.split(config.phone) : [text];
  return [first, rest.map((part) => [dial("", config.phone, config.dial), part])];
}

function inline(text) {
  const parts = [];
  let end = 0;
  for (const { 0: all, 1: bold, index } of text.matchAll(MARKS)) {
    parts.push(plain(text.slice(end, index)), bold ? el("strong", inline(bold)) : link(all));
    end = index + all.length;
  }
  return [parts, plain(text.slice(end))];
}

/** Nodes for `text`, which is in the language `lang`; paragraphs keep their line breaks (`white-space: pre-wrap`). */
export function markdown(text, lang) {
  const nodes = [];
  let lines = [];
  let list;
  const endParagraph = () => {
    if (lines[0]) nodes.push(el("p", { lang }, inline(lines.join("\n"))));
    lines = [];
  };
  for (const line of [...text.split(/\r?\n/), ""]) {
    if (line.startsWith("- ")) {
      endParagraph();
      if (!list) nodes.push((list = el("ul", { lang })));
      list.append(el("li", inline(line.slice(2))));
    } else {
      list = null;
      if (line.trim()) lines.push(line);
      else endParagraph();
    }
  }
  return nodes;
}
