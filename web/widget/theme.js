// A colour of the clinic's that can be read: its contrast is computed, and its lightness moved until that is enough.

const ENOUGH = 4.5; // for text; what is drawn in the colour needs only 3

// Per scheme, the surface on which the colour stands out least (style.css: --soft), and where to move it.
const LIGHT = [[226, 239, 235], [0, 0, 0]];
const DARK = [[30, 54, 51], [255, 255, 255]];

/** "#aabbcc" or "#abc" as three numbers; undefined for anything else. */
function parse(text) {
  const long = text.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
  return /^#[\da-f]{6}$/i.test(long) ? long.match(/\w\w/g).map((part) => parseInt(part, 16)) : undefined;
}

const hex = (colour) => `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

function luminance(colour) {
  const [red, green, blue] = colour.map((part) => (part <= 10 ? part / 3295 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
}

/** The contrast of two colours as WCAG counts it: 1 to 21. */
function contrast(one, other) {
  const ratio = luminance(one) / luminance(other);
  return Math.max(ratio, 1 / ratio);
}

/** `colour`, moved until it can be read; what is written on it is white or near black, which stands out even more. */
function readable(colour, [surface, end]) {
  let tried = colour;
  for (let share = 0; contrast(tried, surface) < ENOUGH; share += 0.02) {
    tried = colour.map((part, index) => Math.round(part + (end[index] - part) * share));
  }
  return hex(tried);
}

/** Style rules for the site's colour; none where it gave none. Warns once where the colour had to be changed. */
export function theme(given) {
  const colour = given && parse(given);
  if (!colour) {
    if (given) console.warn(`Porewise: "${given}" is no colour. Write it like #17645f.`);
    return "";
  }
  const light = readable(colour, LIGHT);
  if (light !== hex(colour)) {
    console.warn(`Porewise: ${given} is too light to be read. The chat uses ${light}.`);
  }
  return `.root.root{--accent:${light}}.root.dark{--accent:${readable(colour, DARK)}}`;
}
