// The conversation: what it is, how it begins, goes on in a new session, and ends. How it looks is in view.js.
import { addItem, confirm, flush, items, newId, replaceItems } from "./outbox.js";
import { ask, request } from "./server.js";
import { keep, recall } from "./store.js";
import * as stream from "./stream.js";
import { pending } from "./log.js";
import { isOpen } from "./opening.js";
import { language } from "./say.js";
import { askTabs, end, joinTabs, offer } from "./tabs.js";
import * as view from "./view.js";

const LONGEST_TURN = 60_000;
const HIDDEN_FOR = 30_000; // a browser has six connections to a server: tabs that nobody sees give theirs back

/** What the server says about the clinic, or null. */
export let config = recall("config");
/** `{id, token, seen, calmed}`, or null; `seen` and `calmed`: the last entry read, the last emergency put away. */
export let session = recall("session");
/** Whether the visitor has agreed; a session may end before the consent does. */
export let consented = recall("consented");
/** What was said; `seq` 0: in a session that has ended by itself. */
export let entries = [];

/** The number of the last entry that has come. */
export let last = 0;

const dead = new Set();
let leaving, configuring, beginning, renewing, typingTimer, hiddenTimer;

export const openStream = (signal) => request("GET", `events?after=${last}`, session.token, null, signal);

export async function turnedAway({ status }) {
  if (status === 401) await renew(session?.token).catch(() => {});
  else stream.stop();
}

/** What the server tells. */
export function hear(type, data) {
  const told = JSON.parse(data);
  if (type === "entry") receive(told);
  if (type === "typing") typing(told.on);
  if (type === "ready") caughtUp(told);
  if (type === "ended" && !leaving) erase();
}

function receive(entry) {
  if (entry.seq <= last) return;
  last = entry.seq;
  entries.push(entry);
  if (entry.type === "visitor") confirm(entry.id);
  view.tellEntry(entry, last > session.seen);
}

function caughtUp({ token }) {
  stream.settle();
  session.token = token;
  keepSession();
  const newest = entries.find(({ seq }) => seq === last);
  typing(newest?.type === "visitor" && Math.abs(Date.now() - Date.parse(newest.at)) < LONGEST_TURN);
  flush();
}

function typing(on) {
  clearTimeout(typingTimer);
  if (on) typingTimer = setTimeout(typing, LONGEST_TURN);
  view.tellTyping(on);
}

export function keepSession() {
  keep("session", session);
}

/** Take up the conversation of this tab or of another one, if there is one. */
export function startChat() {
  joinTabs();
  items.forEach(pending);
  if (session) connect();
  else askTabs();
}

/** Another tab has a conversation. */
export function offered(given) {
  if (!session && !dead.has(given.id)) adopt(given);
}

/** Another tab has deleted its conversation. */
export function endedElsewhere(id) {
  if (id === session?.id) erase();
}

/** Ask for the clinic's names and numbers; gives whether they are known. */
export async function configure() {
  configuring = configuring || ask("GET", "config").then((given) => {
    keep("config", (config = given));
    view.tellChanged();
  });
  await configuring.catch(() => (configuring = null));
  return config;
}

async function connect() {
  const configured = configure();
  if (!config) await configured; // the numbers to call; where they do not come, the conversation goes on without
  if (!session) return;
  stream.start();
  flush();
}

/** The visitor agrees: a new session. Raises Refusal. */
export function begin() {
  beginning = beginning || ask("POST", "session", null, { consent: true, language }).then(({ token }) => {
    adopt({ id: newId(), token, seen: 0, calmed: 0 });
    offer();
  }).finally(() => (beginning = null));
  return beginning;
}

/** A session, where the visitor has agreed to one. Raises Refusal. */
export async function ensure() {
  if (!session && consented) await begin();
}

function adopt(given) {
  session = given;
  last = 0;
  keep("consented", (consented = true));
  keepSession();
  view.tellChanged();
  connect();
}

/** The visitor has everything before their eyes. */
export function markRead() {
  if (!session || session.seen === last) return;
  session.seen = last;
  keepSession();
}

export const unread = () => entries.filter(({ type, seq }) => type === "assistant" && seq > session?.seen).length;

/** @param {string} [button] id of the button whose title `text` is */
export function send(text, button) {
  const item = { id: newId(), text, button };
  pending(item);
  addItem(item);
}

export async function post(item, isSecond) {
  await ensure();
  const token = session?.token;
  const { id, text, button } = item;
  try {
    await ask("POST", "messages", token, button ? { id, button } : { id, text });
  } catch (refusal) {
    if (refusal.status !== 401 || isSecond) throw refusal;
    await renew(token);
    await post(item, true);
  }
}

export const feedback = (of, helpful) => ask("POST", "feedback", session?.token, { of, helpful });

/** The session that `token` belongs to is over: take another. Raises Refusal. */
async function renew(token) {
  if (session && session.token !== token) return;
  renewing = renewing || replace().finally(() => (renewing = null));
  await renewing;
}

async function replace() {
  drop();
  for (const entry of entries) entry.seq = 0;
  for (const item of items) if (item.button !== "person") delete item.button; // the old buttons mean nothing any more
  view.tellOver();
  await askTabs();
  if (isOpen() || items[0]) await ensure();
}

function drop() {
  stream.stop();
  if (session) dead.add(session.id);
  session = null;
  last = 0;
  typing(false);
  keepSession();
}

/** Forget everything in this tab. */
function erase() {
  drop();
  entries = [];
  keep("consented", (consented = null));
  replaceItems([]);
  view.tellErased();
  view.tellChanged();
}

/** Delete the chat, here, on the server and in the other tabs. Raises Refusal. */
export async function remove() {
  if (session) {
    leaving = true;
    await ask("DELETE", "session", session.token).catch((refusal) => {
      if (refusal.status !== 401) throw refusal; // 401: it is gone already
    }).finally(() => (leaving = false));
    end(session?.id);
  }
  erase();
}

/** The page was shown, hidden, or is online again. `surely`: the old connection is dead. */
export function look(surely) {
  clearTimeout(hiddenTimer);
  if (document.hidden) {
    hiddenTimer = setTimeout(stream.stop, HIDDEN_FOR);
    return;
  }
  if (session) stream.start();
  stream.nudge(surely);
  flush();
}

/** The widget was taken out of the page; `look` goes on. */
export const leave = () => stream.stop();
