/** The scrolling list of bubbles: order, days, where the reader is. */

import { bubble, showStatus } from "./bubbles.js";
import { byId, make } from "./dom.js";
import { language, t } from "./texts.js";

const NEAR = 80; // px from the end still count as being there

const scroll = byId("scroll");
const log = byId("log");
const chip = byId("chip");
const typing = byId("typing");
let unseen = 0;
let items = new Map(); // message key -> its <li>

export function atEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
}

export function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
  unseen = 0;
  chip.hidden = true;
}

export function clear() {
  items = new Map();
  log.replaceChildren(make("li", { class: "empty" }, t("empty")));
  showTyping(false);
  toEnd();
}

/** Add messages, ordered by n; those without n (not yet accepted) stand at the end. */
export function add(messages, actions) {
  if (!messages.length) return;
  const follow = atEnd() || messages.some((message) => message.n === undefined);
  log.querySelector(".empty")?.remove();
  for (const message of messages) {
    const item = bubble(message, actions);
    item.dataset.day = new Date(message.at).toDateString();
    items.set(message.key, item);
    log.insertBefore(item, successor(message));
  }
  markDays();
  if (follow) toEnd();
  else announce(messages.filter((message) => message.direction === "to_guest").length);
}

export function remove(key) {
  items.get(key)?.remove();
  items.delete(key);
}

export function update(message, actions) {
  const item = items.get(message.key);
  if (!item) return;
  const follow = atEnd();
  showStatus(item, message, actions);
  if (follow) scroll.scrollTop = scroll.scrollHeight; // a failed message grows a button
}

export function showTyping(is) {
  if (typing.hidden === !is) return;
  const follow = atEnd();
  typing.hidden = !is;
  if (follow) scroll.scrollTop = scroll.scrollHeight;
}

/** Call `seen` whenever the reader gets to the end. */
export function onEnd(seen) {
  chip.addEventListener("click", () => {
    toEnd();
    scroll.focus();
  });
  scroll.addEventListener("scroll", () => {
    if (!atEnd()) return;
    unseen = 0;
    chip.hidden = true;
    seen();
  }, { passive: true });
  // The keyboard of a phone, or a taller composer, must not hide the last message.
  let height = scroll.clientHeight;
  new ResizeObserver(() => {
    const lost = height - scroll.clientHeight;
    height = scroll.clientHeight;
    if (lost > 0) scroll.scrollTop += lost;
  }).observe(scroll);
}

function announce(count) {
  if (!count) return;
  unseen += count;
  chip.textContent = `↓ ${t("newMessages")} (${unseen})`;
  chip.hidden = false;
}

function successor(message) {
  if (message.n === undefined) return null;
  let after = null;
  for (let item = log.lastElementChild; item; item = item.previousElementSibling) {
    const n = item.dataset.n;
    if (n !== undefined && Number(n) < message.n) break;
    if (!item.matches(".day")) after = item;
  }
  return after;
}

/** Exactly one heading before each day's first message; those in place stay, unannounced. */
function markDays() {
  let day = "";
  for (const item of log.querySelectorAll("[data-day]")) {
    const before = item.previousElementSibling;
    const headed = before?.matches(".day") ?? false;
    const starts = item.dataset.day !== day;
    day = item.dataset.day;
    if (headed && (!starts || before.dataset.of !== day)) before.remove();
    if (starts && !(headed && before.dataset.of === day)) {
      log.insertBefore(make("li", { class: "day", "data-of": day }, make("span", {}, dayName(new Date(day)))), item);
    }
  }
}

function dayName(day) {
  const ago = Math.round((new Date().setHours(0, 0, 0, 0) - day) / 86400000);
  if (ago === 0) return t("today");
  if (ago === 1) return t("yesterday");
  return day.toLocaleDateString(language(), { weekday: "long", day: "numeric", month: "long" });
}
