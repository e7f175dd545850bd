// The chat panel: opening and closing it, and the conversation with the server.
// How messages look is in messages.js.
import { assistantTurn, visitorTurn, notice } from "./messages.js";

const SERVER = new URL("..", import.meta.url); // this file lies in <server>/static/
const STORE = "porewise-chat";
const MOST_KEPT = 200;
const SMALL_SCREEN = matchMedia("(max-width: 480px), (max-height: 480px)");

const [chat, launcher, log, typing, trouble, form, words, count] =
  ["chat", "launcher", "log", "typing", "trouble", "ask", "words", "count"].map((id) => document.getElementById(id));

// What must survive a reload. Kept for this tab only; where storage is blocked, for this page only.
let state = { token: null, person: null, turns: [] };
let unanswered = null; // the message that is on its way or failed
let busy = false;
let opener = launcher;

function restore() {
  try {
    state = JSON.parse(sessionStorage.getItem(STORE)) ?? state;
  } catch { /* blocked or damaged: begin anew */ }
  state.turns.forEach(draw);
}

function keep() {
  state.turns = state.turns.slice(-MOST_KEPT);
  try {
    sessionStorage.setItem(STORE, JSON.stringify(state));
  } catch { /* blocked or full: the page's own memory goes on */ }
}

// A turn is {visitor: text}, {assistant: message} or {notice: text}.
function add(turn) {
  state.turns.push(turn);
  keep();
  draw(turn);
}

function draw(turn) {
  if (turn.visitor !== undefined) {
    log.querySelectorAll(".replies").forEach((replies) => replies.remove());
    log.append(visitorTurn(turn.visitor));
  } else if (turn.assistant) {
    log.append(assistantTurn(turn.assistant, press));
  } else {
    log.append(notice(turn.notice));
  }
}

// Show the last question at the top, so that a long answer is read from its beginning.
function scroll() {
  const last = [...log.querySelectorAll(".visitor")].at(-1);
  log.scrollTop = last ? last.offsetTop - 12 : 0;
}

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
    this.again = status === 0 || status === 429 || status >= 500;
  }
}

async function post(path, body) {
  let response;
  try {
    response = await fetch(new URL(path, SERVER), {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(state.token && { Authorization: `Bearer ${state.token}` }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(25000),
    });
  } catch {
    throw new Refusal(0, "The assistant cannot be reached. Please check your connection.");
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw new Refusal(response.status, answer?.error ?? "The assistant has a problem right now.");
}

// Run `work` as the only one; the assistant is "typing" meanwhile, and trouble is shown with a way to try again.
async function working(work) {
  if (busy) return;
  busy = true;
  trouble.replaceChildren();
  typing.textContent = "The assistant is typing";
  try {
    await work();
  } catch (error) {
    showTrouble(error instanceof Refusal ? error.message : "Something went wrong on this page.", error.again && (() => working(work)));
  } finally {
    busy = false;
    typing.textContent = "";
    scroll();
  }
}

function showTrouble(text, again) {
  const line = document.createElement("p");
  line.textContent = text;
  trouble.replaceChildren(line);
  if (!again) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Try again";
  button.addEventListener("click", () => {
    words.focus();
    again();
  });
  trouble.append(button);
}

async function newSession() {
  state.token = null;
  const { token, person, greeting } = await post("session", {});
  Object.assign(state, { token, person });
  return greeting;
}

async function begin() {
  (await newSession()).forEach((message) => add({ assistant: message }));
}

function say(message, text) {
  if (busy) return;
  add({ visitor: text });
  unanswered = { ...message, id: newId() };
  scroll();
  working(deliver);
}

async function deliver() {
  if (!state.token) await newSession();
  const { messages } = await post("messages", unanswered).catch(async (error) => {
    if (error.status !== 401) throw error;
    await newSession(); // the old session is over; buttons of it would mean nothing, words still do
    add({ notice: "The earlier conversation had ended. This is a new one." });
    return post("messages", unanswered);
  });
  messages.forEach((message) => add({ assistant: message }));
  if (messages.at(-1)?.name === "website_failed") showTrouble("Your question was not answered.", () => working(deliver));
}

function newId() { // crypto.randomUUID exists on https only
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function press(button) {
  say({ button: button.id }, button.title);
  if (chat.contains(document.activeElement) || document.activeElement === document.body) log.focus({ preventScroll: true });
}

async function open(question) {
  opener = document.activeElement === document.body ? launcher : document.activeElement;
  if (!chat.open) SMALL_SCREEN.matches ? chat.showModal() : chat.show();
  launcher.setAttribute("aria-expanded", "true");
  words.focus();
  if (!state.token && !state.turns.length) await working(begin);
  else scroll();
  if (question && state.token) say({ text: question }, question);
}

chat.addEventListener("close", () => {
  launcher.setAttribute("aria-expanded", "false");
  (opener.isConnected ? opener : launcher).focus();
});
chat.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) chat.close();
});
launcher.addEventListener("click", () => open());
document.querySelectorAll("[data-chat]").forEach((button) => button.addEventListener("click", () => open(button.dataset.chat)));
document.getElementById("close").addEventListener("click", () => chat.close());
document.getElementById("person").addEventListener("click", () => {
  const text = "I would like to talk to a person";
  say(state.person ? { button: state.person } : { text }, text);
});
document.getElementById("restart").addEventListener("click", () => {
  if (busy) return;
  state = { token: null, person: null, turns: [] };
  keep();
  log.replaceChildren();
  words.focus();
  working(begin);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = words.value.trim();
  if (!text || busy) return;
  words.value = count.textContent = "";
  say({ text }, text);
});
words.addEventListener("keydown", (event) => { // 229: Safari's sign for "the word is still being composed"
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  form.requestSubmit();
});
words.addEventListener("input", () => {
  count.textContent = words.value.length > 1800 ? `${words.value.length} of ${words.maxLength} characters` : "";
});

restore();
