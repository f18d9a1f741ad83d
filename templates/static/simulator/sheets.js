/** The sheets that come up from below: a list's rows, a place, the settings on a small screen. */

import { byId, make } from "./dom.js";

const WIDE = matchMedia("(min-width: 900px)");

/** Show a list message's rows; `choose(row)` gets the one that was sent. */
export function openList(message, choose) {
  const { header, action } = message.body.interactive;
  const sheet = byId("list-sheet");
  const button = byId("choose");
  const rows = action.sections.flatMap((section) => section.rows);
  byId("list-title").textContent = header?.text ?? action.button;
  byId("rows").replaceChildren(...action.sections.map(group));
  byId("rows").onchange = () => (button.disabled = false);
  button.disabled = true;
  open(sheet, (form) => {
    const picked = form.elements.row.value;
    choose(rows[Number(picked)]);
  }, "choose");

  function group(section) {
    const title = section.title ? make("legend", {}, section.title) : null;
    return make("fieldset", {}, title, ...section.rows.map(row));
  }

  function row(entry) {
    const words = make("span", {}, make("b", {}, entry.title),
      entry.description ? make("small", {}, entry.description) : null);
    return make("label", { class: "row" }, words,
      make("input", { type: "radio", name: "row", value: rows.indexOf(entry) }));
  }
}

export function openPlace(share) {
  open(byId("place-sheet"), (form) => {
    const { latitude, longitude, name, address } = form.elements;
    const place = { latitude: Number(latitude.value), longitude: Number(longitude.value) };
    if (name.value.trim()) place.name = name.value.trim();
    if (address.value.trim()) place.address = address.value.trim();
    share(place);
  }, "share");
}

/** On a small screen the settings stand in a sheet, on a wide one beside the phone. */
export function placeSettings() {
  const sheet = byId("settings-sheet");
  const move = () => {
    if (WIDE.matches) sheet.close();
    (WIDE.matches ? byId("panel") : byId("settings-place")).append(byId("settings"));
  };
  move();
  WIDE.addEventListener("change", move);
  closeOutside(sheet);
  byId("open-settings").addEventListener("click", openSettings);
}

export function openSettings() {
  if (!WIDE.matches) byId("settings-sheet").showModal();
}

export function closeSettings() {
  byId("settings-sheet").close();
}

function open(sheet, done, value) {
  sheet.returnValue = "";
  sheet.onclose = () => {
    if (sheet.returnValue === value) done(sheet.querySelector("form"));
  };
  closeOutside(sheet);
  putOnScreen(sheet);
  sheet.showModal();
}

/** A dialog knows nothing of the phone drawn on a wide page: tell its style where the screen is. */
function putOnScreen(sheet) {
  const phone = document.querySelector(".phone");
  const frame = phone.getBoundingClientRect();
  sheet.style.setProperty("--screen-left", `${frame.left + phone.clientLeft}px`);
  sheet.style.setProperty("--screen-width", `${phone.clientWidth}px`);
  sheet.style.setProperty("--screen-bottom", `${innerHeight - frame.bottom + phone.clientLeft}px`);
}

/** A tap on the backdrop hits the dialog element itself. */
function closeOutside(sheet) {
  sheet.onclick = (event) => {
    if (event.target === sheet) sheet.close();
  };
}
