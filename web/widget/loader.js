// The small file of the script tag: it lets the page call `Porewise` at once and brings the versioned chat.
import { createApi } from "./api.js";

if (!window.Porewise) {
  const api = (window.Porewise = createApi());
  import(`${api.base}${VERSION}/widget.js`).catch((error) => console.error("Porewise: the chat did not load.", error));
}
