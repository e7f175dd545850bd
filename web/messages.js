// Messages as DOM nodes. Text is only ever a text node: whatever a message holds, it is shown and never run.

const URGENT = ["utter_emergency", "utter_crisis", "utter_urgent"];
// Bare addresses; the last character is none that belongs to the sentence around them.
const LINK = /\b(?:https?:\/\/|mailto:|tel:)[^\s<>"']*[^\s<>"'.,;:!?)\]]/gi;

function element(name, className, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

function link(address, text = address) {
  const anchor = element("a", "", text);
  anchor.href = address;
  if (/^http/i.test(address)) {
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
    anchor.append(element("span", "unseen", " (opens a new tab)"));
  }
  return anchor;
}

function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(text.slice(end, match.index), link(match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

// Paragraphs (an empty line between them) and lists (lines that begin with "- "). Everything else stays as written.
function blocks(text) {
  const nodes = [];
  for (const block of text.split(/\n\s*\n/)) {
    let lines = [];
    let list = null;
    const endParagraph = () => {
      if (lines.length) nodes.push(element("p", "", ...withLinks(lines.join("\n"))));
      lines = [];
    };
    for (const line of block.split("\n")) {
      if (line.startsWith("- ")) {
        endParagraph();
        if (!list) nodes.push((list = element("ul")));
        list.append(element("li", "", ...withLinks(line.slice(2))));
      } else {
        list = null;
        lines.push(line);
      }
    }
    endParagraph();
  }
  return nodes;
}

function table({ caption, columns, rows }) {
  const head = (scope, text) => {
    const cell = element("th", "", text);
    cell.scope = scope;
    return cell;
  };
  const first = columns[0] ? head("col", columns[0]) : element("td");
  const body = rows.map(([name, ...cells]) =>
    element("tr", "", head("row", name), ...cells.map((text) => element("td", "", ...withLinks(text)))));
  const whole = element("table", "", element("caption", "", caption ?? "Comparison"),
    element("thead", "", element("tr", "", first, ...columns.slice(1).map((text) => head("col", text)))),
    element("tbody", "", ...body));
  const frame = element("div", "sideways", whole);
  frame.tabIndex = 0; // so that the arrow keys scroll it
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", caption ?? "Comparison");
  return frame;
}

function source({ id, title, publisher, year, url, evidence }) {
  const name = /^https?:\/\//i.test(url ?? "") ? link(url, title ?? id) : element("span", "", title ?? id);
  const facts = [publisher, year, evidence].filter(Boolean).join(" · ");
  return element("li", "", name, element("small", "", facts));
}

function day(text) {
  const date = new Date(`${text}T00:00:00Z`);
  const format = { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" };
  return isNaN(date) ? text : date.toLocaleDateString("en-US", format);
}

function sources({ sources: list, reviewed, status }) {
  const draft = status === "draft";
  const summary = element("summary", "", `Sources (${list.length})`, ...(draft ? [element("span", "draft", "draft")] : []));
  const checked = [reviewed && `Last checked ${day(reviewed)}`, draft && "draft, not yet approved by a clinician"];
  const whole = element("details", "sources", summary, element("ol", "", ...list.map(source)));
  whole.append(element("p", "", checked.filter(Boolean).join(" · ")));
  return whole;
}

function replies(buttons, press) {
  return element("div", "replies", ...buttons.map((button) => {
    const node = element("button", "", button.title);
    node.type = "button";
    node.addEventListener("click", () => press(button));
    return node;
  }));
}

export function assistantTurn(message, press) {
  const urgent = URGENT.includes(message.name);
  const bubble = element("div", "bubble", element("span", "unseen", "Assistant: "));
  if (urgent) bubble.append(element("strong", "flag", "Important"));
  bubble.append(...blocks(message.text));
  if (message.table) bubble.append(table(message.table));
  if (message.metadata?.sources?.length) bubble.append(sources(message.metadata));
  const turn = element("div", `assistant${urgent ? " urgent" : ""}${message.table ? " broad" : ""}`, bubble);
  if (message.buttons?.length) turn.append(replies(message.buttons, press));
  return turn;
}

export function visitorTurn(text) {
  return element("div", "visitor", element("div", "bubble", element("span", "unseen", "You: "), element("p", "", text)));
}

export function notice(text) {
  return element("p", "notice", text);
}
