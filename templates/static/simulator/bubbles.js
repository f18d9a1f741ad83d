/** One message as a bubble. `message` is a row of the thread, see thread.py. */

import { draw, make } from "./dom.js";
import { format } from "./format.js";
import { mapTile } from "./map.js";
import { language, t } from "./texts.js";
import { ticks } from "./ticks.js";

const MEDIA = ["image", "video", "audio", "document", "sticker"];

/**
 * `actions`: {choose(message, option), openList(message), retry(message), inspect(message, open)},
 * and `find(wamid)` for the message that a reply answers.
 */
export function bubble(message, actions) {
  const mine = message.direction === "to_hotel";
  const item = make("li", { class: mine ? "out" : "in", "data-n": message.n });
  const box = make(
    "div",
    { class: `bubble ${mine ? "out" : "in"}`, onclick: () => actions.inspect(message, false) },
    quote(message, actions),
    content(message),
    meta(message, actions),
  );
  item.append(box, ...options(message, actions));
  showStatus(item, message, actions);
  return item;
}

/** Put the ticks of the message's present status, and the way out when it failed. */
export function showStatus(item, message, actions) {
  if (message.direction !== "to_hotel") return;
  const place = item.querySelector(".ticks");
  if (place.dataset.status === message.status) return;
  place.dataset.status = message.status;
  place.replaceChildren(ticks(message.status));
  item.querySelector(".retry")?.remove();
  if (message.status === "failed") {
    item.append(make("button", { type: "button", class: "retry", onclick: () => actions.retry(message) },
      message.problem ? `${t("refused")}: ${message.problem}` : t("retry")));
  }
}

/** A message in a few words, for quotes. */
export function summary(message) {
  const { type, body } = message;
  if (type === "text") return text(body.text?.body);
  if (type === "interactive") {
    const interactive = body.interactive ?? {};
    const answer = interactive.button_reply ?? interactive.list_reply;
    return text(answer?.title ?? interactive.body?.text);
  }
  return t(type in KINDS || MEDIA.includes(type) || type === "location" ? type : "unknown");
}

// A developer may send anything: what should be text is shown as text, whatever it is.
function text(value) {
  return typeof value === "string" ? value : value == null ? "" : JSON.stringify(value);
}

function content(message) {
  const { type, body } = message;
  if (type === "text") return words(body.text?.body);
  if (type === "location") return place(body.location ?? {});
  if (type === "interactive") return interactive(message);
  if (MEDIA.includes(type)) return media(type, body[type] ?? {});
  return KINDS[type]?.(body[type] ?? {}) ?? words(`[${type || t("unknown")}]`);
}

const KINDS = {
  __proto__: null, // a developer may send a type named like a method of all objects
  reaction: (reaction) => make("p", { class: "emoji" }, text(reaction.emoji) || "–"),
  template: (template) => words(`[${t("template")}] ${text(template.name)}`),
  contacts: (list) =>
    words([list].flat().map((person) => text(person?.name?.formatted_name ?? person?.phones?.[0]?.phone)).join("\n")),
};

function words(value) {
  return make("p", { class: "words" }, format(text(value)));
}

function interactive(message) {
  const { header, body, footer, button_reply: button, list_reply: row } = message.body.interactive ?? {};
  if (button || row) return words((button ?? row).title);
  const part = make("div", {});
  if (header?.text) part.append(make("p", { class: "head" }, text(header.text)));
  part.append(words(body?.text));
  if (footer?.text) part.append(make("p", { class: "foot" }, text(footer.text)));
  return part;
}

function media(type, file) {
  return make("div", {},
    make("p", { class: "file" }, `[${t(type)}] ${text(file.filename ?? "")}`),
    file.link ? words(file.link) : null,
    file.caption ? words(file.caption) : null);
}

function place({ latitude, longitude, name, address }) {
  return make("div", { class: "place" },
    mapTile(Number(latitude) || 0, Number(longitude) || 0, t("location")),
    name ? make("p", { class: "place-name" }, text(name)) : null,
    address ? make("p", { class: "place-address" }, text(address)) : null,
    make("p", { class: "coordinates" }, `${text(latitude)}, ${text(longitude)}`));
}

function quote(message, actions) {
  const quoted = message.body.context?.id && actions.find(message.body.context.id);
  if (!quoted) return null;
  const author = quoted.direction === "to_hotel" ? t("you") : actions.hotelName();
  return make("blockquote", {}, make("b", {}, author), make("span", {}, format(summary(quoted))));
}

function meta(message, actions) {
  const at = new Date(message.at);
  const time = at.toLocaleTimeString(language(), { hour: "2-digit", minute: "2-digit" });
  const open = (event) => {
    event.stopPropagation();
    actions.inspect(message, true);
  };
  return make("span", { class: "meta" },
    make("button", { type: "button", class: "time", title: t("details"), onclick: open },
      make("time", { datetime: message.at }, time)),
    message.direction === "to_hotel" ? make("span", { class: "ticks" }) : null);
}

/** What a guest may tap under a hotel's message. */
function options(message, actions) {
  const { type, action } = message.body.interactive ?? {};
  if (message.direction !== "to_guest") return [];
  if (type === "button") {
    return (action?.buttons ?? []).map(({ reply }) =>
      make("button", { type: "button", class: "option", onclick: () => actions.choose(message, reply) },
        icon("M10 8V4l-7 7 7 7v-4.100c5 0 8.5 1.6 11 5.1-1-5-4-10-11-11z"), reply.title));
  }
  if (type === "list") {
    return [make("button", { type: "button", class: "option", onclick: () => actions.openList(message) },
      icon("M3 5h2v2H3zm4 0h14v2H7zM3 11h2v2H3zm4 0h14v2H7zM3 17h2v2H3zm4 0h14v2H7z"), action.button)];
  }
  return [];
}

function icon(path) {
  return draw("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, draw("path", { d: path }));
}
