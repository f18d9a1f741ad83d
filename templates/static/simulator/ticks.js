/** Clock, one tick, two ticks, two blue ticks, red mark: where a guest's message is. */

import { draw, make } from "./dom.js";
import { t } from "./texts.js";

// The hotel's system having taken the message (the webhook's 200) is what delivery means here.
const LOOK = {
  waiting: ["waiting", "clock"], // on its way to WhatsApp
  pending: ["sent", "one"], // WhatsApp has it, the hotel's system not yet
  sent: ["delivered", "two"],
  read: ["read", "two"],
  failed: ["failed", "mark"],
};

const PATHS = {
  clock: ["M8 1.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 4v3.200l2.2 1.4"],
  one: ["M4 7.5 7 10.5 13 3.5"],
  two: ["M1 7.5 4 10.5 10 3.5", "M7.2 10 7.7 10.5 13.7 3.5"],
  mark: ["M8 1.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 4v3.6M8 9.800v.2"],
};

export function ticks(status) {
  const [text, shape] = LOOK[status] ?? LOOK.waiting;
  const lines = PATHS[shape].map((d) => draw("path", { d }));
  const picture = draw("svg", { viewBox: "0 0 16 14", "aria-hidden": "true" }, ...lines);
  return make("span", { class: `tick ${text}`, role: "img", "aria-label": t(text), title: t(text) }, picture);
}
