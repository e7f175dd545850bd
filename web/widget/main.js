// <porewise-chat>, and what the page may call. The loader brings this file, or a script tag of its own does, which may
// name its hash (`integrity`).
import { restart } from "./actions.js";
import { leave, look, session, startChat } from "./chat.js";
import { restoreDraft } from "./composer.js";
import { corner, tease } from "./launcher.js";
import { box, close, dress, isOpen, open, read } from "./opening.js";
import { fitting, preparePanel } from "./panel.js";
import { emit, fillPanel, panel, wake } from "./screen.js";
import { api, settings } from "./settings.js";
import css from "./style.css";
import { theme } from "./theme.js";
import { keepFocusInSight } from "./uncover.js";
import { tellLost } from "./view.js";

const NAME = "porewise-chat";
let isReady = false;

class PorewiseChat extends HTMLElement {
  connectedCallback() {
    if (isReady) look(true);
    else begin(this);
  }

  disconnectedCallback() {
    leave();
  }

  open(question, from) {
    open(question, from);
  }

  close() {
    close();
  }

  toggle() {
    if (isOpen()) close();
    else open();
  }

  /** Delete the conversation and begin another; before there is one, just open. */
  restart() {
    open();
    if (session) restart();
  }

  /** `name`: "ready", "open", "close", "message", "emergency", "consent" or "ended". */
  on(name, listener) {
    this.addEventListener(`porewise:${name}`, ({ detail }) => listener(detail));
    if (name === "ready" && isReady) listener({});
  }
}

function sheet(rules) {
  const made = new CSSStyleSheet();
  made.replaceSync(rules);
  return made;
}

function begin(host) {
  const shadow = host.attachShadow({ mode: "open" });
  const accent = settings.accent || getComputedStyle(host).getPropertyValue("--porewise-accent").trim();
  shadow.adoptedStyleSheets = [sheet(css), fitting, sheet(theme(accent))];
  shadow.append(box);
  box.append(corner, panel);
  fillPanel();
  restoreDraft();
  preparePanel();
  keepFocusInSight();
  addEventListener("online", () => wakeUp(true));
  addEventListener("offline", tellLost);
  addEventListener("pageshow", ({ persisted }) => wakeUp(persisted));
  document.addEventListener("visibilitychange", () => wakeUp(false));
  dress();
  if (!session) tease();
  startChat();
  isReady = true;
  read();
  api.chat = host;
  for (const [name, given] of api.queue) host[name](...given);
  emit("ready");
}

/** The page is seen again, or online. `surely`: the old connection is dead. */
function wakeUp(surely) {
  look(surely);
  read();
  if (isOpen()) wake();
}

if (!customElements.get(NAME)) {
  customElements.define(NAME, PorewiseChat);
  const add = () => document.querySelector(NAME) || document.body.append(document.createElement(NAME));
  if (document.body) add();
  else document.addEventListener("DOMContentLoaded", add);
}
