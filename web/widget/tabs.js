// Tabs of one site share one conversation: a new tab asks the others for theirs.
import { endedElsewhere, last, offered, session } from "./chat.js";
import { base } from "./settings.js";

const LONG_ENOUGH = 150;
let channel;

const post = (message) => channel?.postMessage(message);

/** A new tab without a conversation takes that of another one. */
export function joinTabs() {
  try {
    channel = new BroadcastChannel(`porewise ${base}`);
  } catch {
    return; // blocked: each tab has its own conversation
  }
  channel.onmessage = ({ data }) => {
    if (data.asks) offer();
    if (data.ended) endedElsewhere(data.ended);
    if (data.session) offered(data.session);
  };
}

/** Let the other tabs have ours. */
export function offer() {
  if (session) post({ session: { ...session, seen: last } });
}

export const end = (ended) => post({ ended });

/** Gives the others the time to offer their conversation. */
export function askTabs() {
  post({ asks: true });
  return new Promise((resolve) => setTimeout(resolve, LONG_ENOUGH));
}
