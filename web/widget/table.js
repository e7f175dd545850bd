// A comparison. Where its columns have too little room, the same table is shown as cards (style.css). Its roles are
// written out, because some browsers forget them when a table is no longer laid out as one.
import { el } from "./dom.js";
import { markdown } from "./markdown.js";

const LEAST = 108; // width of a column that can be read

const row = (...cells) => el("tr", { role: "row" }, cells);
const cell = (text, label) => el("td", { role: "cell", "data-label": label }, text);
const head = (scope, text) => (text ? el("th", { role: `${scope}header`, scope: scope.slice(0, 3) }, text) : cell());

export function table({ caption, columns, rows }, lang) {
  const name = caption || columns.filter(Boolean).join(", ");
  const body = rows.map(([first, ...texts]) =>
    row(head("row", first), texts.map((text, index) => cell(markdown(text), columns[index + 1]))));
  const whole = el("table", { role: "table", lang }, el("caption", name),
    el("thead", { role: "rowgroup" }, row(columns.map((text) => head("column", text)))),
    el("tbody", { role: "rowgroup" }, body));
  // With the focus in it, the arrow keys scroll it.
  const frame = el("div.sideways", { role: "region", "aria-label": name, tabindex: 0 }, whole);
  new ResizeObserver(() => whole.classList.toggle("cards", frame.clientWidth < columns.length * LEAST)).observe(frame);
  return frame;
}
