// Builds widget.js and loader.js from the modules of this folder into ../built, or a folder that is given: the same
// bytes from the same source.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import uglify from "uglify-js";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const BUILT = process.argv[2] || fileURLToPath(new URL("../built", import.meta.url));
const MOST = { "loader.js": { raw: 1500 }, "widget.js": { gzip: 15_000 } };

/** Style sheets come in as text, made small. */
const styles = {
  name: "styles",
  setup: (esbuild) => esbuild.onLoad({ filter: /\.css$/ }, async ({ path }) => {
    const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true });
    return { contents: code.trim(), loader: "text" };
  }),
};

/** The modules that `entry` needs, put together. */
async function bundle(entry) {
  const { outputFiles } = await build({
    absWorkingDir: HERE, entryPoints: [entry], bundle: true, write: false, format: "iife", target: "es2020",
    charset: "utf8", legalComments: "none", minifySyntax: true, plugins: [styles],
  });
  return outputFiles[0].text;
}

/** UglifyJS makes the whole smaller than esbuild can (by 600 bytes, compressed). `known` are values of free names. */
function shrink(text, known = {}) {
  const compress = { passes: 3, inline: 1, varify: false, global_defs: known };
  const { code, error } = uglify.minify(text, { compress });
  if (error) throw error;
  return Buffer.from(code);
}

function report(name, bytes) {
  const likeGzip = { level: 9, memLevel: 7 }; // Node has a zlib of its own; so set, it comes within 10 bytes of gzip -9
  const [gzip, brotli] = [gzipSync(bytes, likeGzip).length, brotliCompressSync(bytes).length];
  const sizes = { raw: bytes.length, gzip, brotli };
  console.log(`${name}: ${Object.entries(sizes).map(([kind, size]) => `${size} bytes ${kind}`).join(", ")}`);
  for (const [kind, most] of Object.entries(MOST[name])) {
    if (sizes[kind] <= most) continue;
    console.error(`Stopped: ${name} has ${sizes[kind]} bytes (${kind}), allowed are ${most}.`);
    process.exit(1);
  }
}

// Both first: shrinking blocks this process for seconds, and esbuild's own process ends when it hears nothing for long.
const [whole, small] = await Promise.all([bundle("main.js"), bundle("loader.js")]);
const widget = shrink(whole);
const hash = (kind, encoding) => createHash(kind).update(widget).digest(encoding);
const version = `v${hash("sha256", "hex").slice(0, 12)}`;
const loader = shrink(small, { VERSION: version });
report("widget.js", widget);
report("loader.js", loader);
mkdirSync(BUILT, { recursive: true });
writeFileSync(`${BUILT}/widget.js`, widget);
writeFileSync(`${BUILT}/loader.js`, loader);
console.log(`version ${version}\nintegrity="sha384-${hash("sha384", "base64")}"`);
