// Server-sent events over fetch: EventSource could neither send the token in a header nor tell a 401 from a lost line.
import { hear, openStream, turnedAway } from "./chat.js";
import { mayPass, pause } from "./server.js";
import { tellConnected } from "./view.js";

const SILENCE = 45_000; // the server says something every 15 s
const SUSPICIOUS = 20_000;

/** A function that takes text in pieces and calls `tell(type, data)` for each whole event. */
function createParser(tell) {
  let rest = "";
  let type;
  let data = [];
  return (piece) => {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/); // a CR at the very end may be half of a CRLF
    rest = lines.pop();
    for (const line of lines) {
      const [, name, value] = /^(.*?)(?:: ?(.*))?$/s.exec(line);
      if (name === "event") type = value;
      if (name === "data") data.push(value);
      if (line) continue;
      if (data[0]) tell(type, data.join("\n"));
      type = "";
      data = [];
    }
  };
}

let wanted = false;
let attempt = 0;
let running, control, heard, wake;

/** Keep a stream open, which comes back by itself until it is stopped. */
export function start() {
  attempt = 0;
  wanted = true;
  if (!running) running = run();
}

export function stop() {
  wanted = false;
  control?.abort();
  wake?.();
}

/** The server is well: the next break is a new one. */
export function settle() {
  attempt = 0;
}

/** Something has changed: no more waiting; and a line that is `surely` dead, or may be, is let go. */
export function nudge(surely) {
  attempt = 0;
  wake?.();
  if (surely || Date.now() - heard > SUSPICIOUS) control?.abort();
}

async function run() {
  while (wanted) {
    const problem = await once();
    tellConnected(false);
    if (problem?.status && !mayPass(problem)) await turnedAway(problem);
    await new Promise((resolve) => {
      if (!problem?.wait) wake = resolve; // what the server told us to wait is not cut short
      setTimeout(resolve, wanted && pause(attempt++, problem?.wait));
    });
  }
  running = null;
}

/** One connection, until it ends; gives why it did. */
async function once() {
  const own = (control = new AbortController());
  let timer;
  const listen = () => {
    heard = Date.now();
    clearTimeout(timer);
    timer = setTimeout(() => own.abort(), SILENCE);
  };
  try {
    listen();
    const { body } = await openStream(own.signal);
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    tellConnected(true);
    const parse = createParser(hear);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return null;
      listen();
      parse(value);
    }
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
    own.abort();
    control = null;
  }
}
