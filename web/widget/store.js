// What survives a reload, for this tab only: a shared computer must not show the chat to the next person.
import { base } from "./settings.js";

const memory = new Map(); // where the browser blocks its storage, or it is full, this page's own memory goes on
const key = (name) => `porewise ${base} ${name}`;

export function recall(name) {
  if (memory.has(name)) return memory.get(name);
  try {
    return JSON.parse(sessionStorage.getItem(key(name)));
  } catch {
    return null;
  }
}

export function keep(name, value) {
  memory.set(name, value);
  try {
    if (value) sessionStorage.setItem(key(name), JSON.stringify(value));
    else sessionStorage.removeItem(key(name));
  } catch {
    // memory has it
  }
}
