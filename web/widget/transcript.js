// The conversation as a text file, made in the browser.
import { config } from "./chat.js";
import { el } from "./dom.js";
import { standing } from "./entry.js";
import { say } from "./say.js";
import * as words from "./words.js";

function lines({ type, at, text, table, metadata }) {
  if (type === "feedback") return [];
  const { columns, caption, rows = [] } = table || {};
  const { sources = [] } = metadata || {};
  return [
    "",
    `[${new Date(at).toLocaleString(config?.language)}] ${say(type === "visitor" ? words.you : words.assistant)}`,
    text,
    caption,
    rows.map(([first, ...cells]) => [`* ${first}`, cells.map((cell, index) => `  ${columns[index + 1]}: ${cell}`)]),
    metadata && standing(metadata),
    sources[0] && say(words.sources, sources.length),
    sources.map(({ id, title, publisher, year, url }) =>
      `- ${[title || id, publisher, year, url].filter(Boolean).join(", ")}`),
  ];
}

/** Give the visitor `entries` as a file. Lines end as Windows wants them; all others accept it. */
export function download(entries) {
  const head = [config?.clinic, config?.phone, say(words.about), say(words.notAdvice)];
  const text = [head, entries.map(lines)].flat(9).filter((line) => line != null).join("\n").replace(/\r?\n/g, "\r\n");
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  el("a", { href, download: `chat-${new Date().toISOString().slice(0, 10)}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
