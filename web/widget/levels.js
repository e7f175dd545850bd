// Answers to danger: what they are called and whom to call.
import { config } from "./chat.js";
import { call, el, icon } from "./dom.js";
import * as icons from "./icons.js";
import { say } from "./say.js";
import * as words from "./words.js";

/** Per level: its name; then the number to call and the words for that, and the same once more. */
const LEVELS = {
  emergency: [words.emergency, ["emergency", words.callNow]],
  crisis: [words.crisis, ["crisis", words.callNow], ["emergency", words.danger]],
  urgent: [words.urgent, ["phone", words.call], ["emergency", words.danger]],
};

/** Whether `entry` answers a danger. The level "support" is kind words, no alarm. */
export const isAlarm = ({ level }) => level in LEVELS;

const dialOf = (number) => config[number === "phone" ? "dial" : `${number}_dial`];

export const nameOf = (level) => say(LEVELS[level][0]);

/** Links that call, the most important one first. None while the numbers are unknown; they stand in the text too. */
export function calls(level) {
  const [, ...ways] = LEVELS[level];
  return config ? ways.map(([number, word]) => call(".call", say(word, config[number]), dialOf(number))) : [];
}

export const flag = (level) =>
  el("p.flag", icon(level === "crisis" ? icons.person : icons.alarm), el("strong", nameOf(level)));
