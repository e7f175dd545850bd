// What the page asks for. The loader has made `Porewise` already, unless this file has a script tag of its own.
import { createApi } from "./api.js";

export const api = window.Porewise || (window.Porewise = createApi());
export const base = api.base;

/** The data- attributes of the script tag. */
export const settings = api.script.dataset;
