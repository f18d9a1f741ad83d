/** WhatsApp's formatting as elements: *bold*, _italic_, ~strike~, ```mono```, `code`, links. */

import { make } from "./dom.js";

// A mark opens where no letter stands before and no space after it, and closes the other way round.
const mark = (sign) =>
  new RegExp(`(?<![\\p{L}\\p{N}${sign}])${sign}(?![\\s${sign}])([^${sign}\\n]*?\\S)${sign}(?![\\p{L}\\p{N}])`, "u");

const RULES = [
  [/```([\s\S]+?)```/, (text) => make("code", {}, text)],
  [/`([^`\n]+)`/, (text) => make("code", {}, text)],
  [/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'*_~])/i, link],
  [mark("\\*"), (text) => make("strong", {}, format(text))],
  [mark("_"), (text) => make("em", {}, format(text))],
  [mark("~"), (text) => make("s", {}, format(text))],
];

/** Return a fragment; line breaks are left to `white-space: pre-wrap`. */
export function format(text) {
  const fragment = document.createDocumentFragment();
  let rest = text;
  for (let found = first(rest); found; found = first(rest)) {
    const { match, build } = found;
    fragment.append(rest.slice(0, match.index), build(match[1]));
    rest = rest.slice(match.index + match[0].length);
  }
  fragment.append(rest);
  return fragment;
}

/** The rule that matches earliest; of several at one place, the one listed first. */
function first(text) {
  let best = null;
  for (const [pattern, build] of RULES) {
    const match = pattern.exec(text);
    if (match && (!best || match.index < best.match.index)) best = { match, build };
  }
  return best;
}

function link(url) {
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, url);
}
