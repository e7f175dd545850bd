// Requests to the assistant's server. No cookies: the token in the header is all it gets.
import { base } from "./settings.js";

const PATIENCE = 20_000;

/** An answer that is no success; `status` 0: there was none. `wait`: seconds that the server asks for. */
export class Refusal extends Error {
  constructor(status, words, wait = 0) {
    super(words);
    this.status = status;
    this.wait = wait;
  }
}

/** Whether the same request may succeed later. */
export const mayPass = ({ status }) => !status || status === 429 || status >= 500;

/** The response of a request that succeeded. Raises Refusal, or what `fetch` raises. */
export async function request(method, path, token, body, signal) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(base + path, {
    method, headers, signal, credentials: "omit", body: body && JSON.stringify(body),
  });
  if (response.ok) return response;
  const { error } = await response.json().catch(() => ({}));
  throw new Refusal(response.status, error, +response.headers.get("Retry-After"));
}

/** The answer's JSON, or null where it has none. Raises Refusal. */
export async function ask(method, path, token, body) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  try {
    const response = await request(method, path, token, body, control.signal);
    return response.status === 204 ? null : await response.json();
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(0, error);
  } finally {
    clearTimeout(timer);
  }
}

/** Milliseconds before try number `attempt`: longer each time, and never all visitors at once. */
export const pause = (attempt, wait = 0) =>
  1000 * Math.max(wait, Math.min(20, 2 ** attempt / 2) * (0.5 + Math.random()));
