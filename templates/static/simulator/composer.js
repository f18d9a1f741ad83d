/** Where the guest writes: Enter sends, Shift+Enter makes a new line, the field grows. */

import { byId } from "./dom.js";

const field = byId("text");

export function onWrite(send) {
  const submit = () => {
    const text = field.value.trim();
    if (text) send(text);
    field.value = "";
    fit();
    field.focus();
  };
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    // While a word is being composed (accents, IME) Enter belongs to the keyboard.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
}

function fit() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 132)}px`;
}
