// What the visitor has sent and the server has not yet confirmed. It survives a reload; its id makes repeats harmless.
import { post } from "./chat.js";
import { state } from "./log.js";
import { mayPass, pause } from "./server.js";
import { keep, recall } from "./store.js";
import { tellRefused } from "./view.js";
import * as words from "./words.js";

/** @typedef {{id: string, text: string, button?: string}} Item what was sent; `text` of a button is its title */

/** @type {Item[]} */
export let items = recall("outbox") || [];
let timer;
let attempt = 0;
let busy = false;
let notBefore = 0;

/** An id that nobody else makes. `crypto.randomUUID` exists on https only. */
export const newId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

export function replaceItems(given) {
  items = given;
  keep("outbox", items[0] && items);
}

export function addItem(item) {
  replaceItems([...items, item]);
  flush();
}

/** The server has it. */
export const confirm = (id) => replaceItems(items.filter((item) => item.id !== id));

/** Send what waits, one after the other: a question must not overtake the one before it. */
export async function flush() {
  if (busy || Date.now() < notBefore) return; // what the server told us to wait is not cut short
  clearTimeout(timer);
  busy = true;
  while (items[0] && (await deliver(items[0])));
  busy = false;
}

/** Gives whether the next one may go. */
async function deliver(item) {
  try {
    await post(item);
    attempt = 0;
  } catch (refusal) {
    if (!items.includes(item)) return true; // deleted meanwhile, or the stream has shown that it arrived
    if (mayPass(refusal)) {
      notBefore = Date.now() + 1000 * refusal.wait;
      timer = setTimeout(flush, pause(attempt++, refusal.wait) + 1);
      state(item.id, words.later);
      return false;
    }
    tellRefused(item, refusal);
  }
  confirm(item.id);
  return true;
}
