/** The simulated phone: puts the settings, the conversation and the sheets together. */

import { Away, get } from "./api.js";
import { onWrite } from "./composer.js";
import { Conversation } from "./conversation.js";
import { byId, make } from "./dom.js";
import * as identities from "./identity.js";
import * as log from "./log.js";
import * as sheets from "./sheets.js";
import { ofBrowser, speak, t } from "./texts.js";

const form = byId("identity");
const { hotel, name, guest, language } = form.elements;
const identity = identities.load(ofBrowser());
let hotels = [];
let conversation = null;
let presence = "";

const actions = {
  presence(state) {
    presence = state;
    showPresence();
  },
  problem: (text) => showProblem(byId("send-problem"), text),
  openList: (message) => sheets.openList(message, (row) => conversation.choose(message, row)),
  hotelName: () => current()?.name ?? "",
  inspect,
};

start();

async function start() {
  speak(identity.language);
  sheets.placeSettings();
  fillForm();
  onWrite((text) => send({ kind: "text", text }, { type: "text", text: { body: text } }));
  log.onEnd(() => conversation?.see());
  document.addEventListener("visibilitychange", () => conversation?.wake());
  window.addEventListener("online", () => conversation?.wake());
  byId("open-place").addEventListener("click", () =>
    sheets.openPlace((place) => send({ kind: "location", ...place }, { type: "location", location: place })));
  byId("raw").addEventListener("submit", sendRaw);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("new-guest").addEventListener("click", newGuest);
  await loadHotels();
  meet();
}

/** Ask for the hotels until there is an answer: the server may be starting. */
async function loadHotels() {
  for (;;) {
    try {
      ({ hotels } = await get("hotels"));
      break;
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      actions.presence("reconnecting");
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
  hotel.replaceChildren(...hotels.map((entry) =>
    make("option", { value: entry.phone_number_id }, `${entry.name} (${entry.display})`)));
  if (!current()) identity.hotel = hotels[0]?.phone_number_id ?? "";
  hotel.value = identity.hotel;
}

/** Open the thread of the present guest and hotel. */
function meet() {
  identities.save(identity);
  conversation?.close();
  conversation = null;
  const entry = current();
  byId("hotel-name").textContent = entry?.name ?? t("noHotels");
  byId("avatar").textContent = [...(entry?.name ?? "?")][0].toUpperCase();
  byId("send").disabled = byId("open-place").disabled = !entry;
  actions.presence("");
  showProblem(byId("send-problem"), "");
  log.clear();
  if (entry) conversation = new Conversation({ ...identity }, actions);
}

function current() {
  return hotels.find((entry) => entry.phone_number_id === identity.hotel);
}

function fillForm() {
  name.value = identity.name;
  guest.value = identity.guest;
  language.value = identity.language;
}

function changed(event) {
  if (event.target === language) {
    identity.language = language.value;
    speak(identity.language);
  }
  if (!form.reportValidity()) return;
  identity.hotel = hotel.value;
  identity.name = name.value.trim();
  identity.guest = guest.value.replace(/\D/g, "");
  meet();
}

function newGuest() {
  Object.assign(identity, identities.someone(identity.language));
  fillForm();
  meet();
  sheets.closeSettings();
  byId("text").focus();
}

function send(content, like) {
  showProblem(byId("send-problem"), "");
  conversation?.send(content, like);
}

function sendRaw(event) {
  event.preventDefault();
  let message = null;
  try {
    message = JSON.parse(event.target.elements.message.value);
  } catch {
    // Said below, as for any other value that is no object.
  }
  const good = message !== null && typeof message === "object" && !Array.isArray(message);
  showProblem(byId("raw-problem"), good ? "" : t("rawInvalid"));
  if (!good) return;
  send({ kind: "raw", message }, message);
  sheets.closeSettings();
}

/** Show a message's JSON in the developer panel; `open` also opens the panel. */
function inspect(message, open) {
  const { n, wamid, direction, status, at, body } = message;
  byId("inspected").textContent = JSON.stringify({ n, wamid, direction, status, at, body }, null, 2);
  byId("inspected").hidden = false;
  byId("inspected-hint").hidden = true;
  if (!open) return;
  byId("developer").open = true;
  sheets.openSettings();
  byId("inspected").scrollIntoView({ block: "nearest" });
}

function showPresence() {
  const place = byId("presence");
  const text = presence ? t(presence) : (current()?.display ?? "");
  if (place.textContent !== text) place.textContent = text;
  place.className = presence;
}

function showProblem(place, text) {
  place.textContent = text;
  place.hidden = !text;
}
