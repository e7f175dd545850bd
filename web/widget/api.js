// `window.Porewise`, which the page may call. What it calls before the chat has loaded waits in a queue.

/** The script's tag, whose data- attributes are the settings; a few optimisers run scripts in a way that hides it. */
const ownScript = () => document.currentScript || document.querySelector('script[src*="/widget.js"]');

export function createApi() {
  const script = ownScript();
  const queue = [];
  const base = script.src.replace(/(v[0-9a-f]{12}\/)?[^/]*$/, ""); // the folder of all addresses, without the version
  const api = { script, base, queue };
  for (const name of ["open", "close", "toggle", "restart", "on"]) {
    api[name] = (...given) => (api.chat ? api.chat[name](...given) : queue.push([name, given]));
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-porewise-open]");
    if (!opener || event.defaultPrevented || event.ctrlKey || event.metaKey) return; // or the visitor wants another tab
    event.preventDefault(); // it may be a link to a page that works without JavaScript
    api.open(opener.dataset.porewiseOpen, opener);
  });
  return api;
}
