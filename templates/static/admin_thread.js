// The thread refreshes itself: the page stays, and so does what is being typed or read.
(() => {
  "use strict";

  const EVERY = 4000; // milliseconds
  const NEAR = 80; // pixels from the end that still count as reading the newest

  const scroller = (live) => live.querySelector(".thread-scroll");
  const toEnd = (live) => { scroller(live).scrollTop = scroller(live).scrollHeight; };
  const withoutTokens = (html) => html.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");

  function put(live, html) {
    const old = scroller(live);
    const top = old.scrollTop;
    const atEnd = old.scrollHeight - top - old.clientHeight < NEAR;
    const opened = [...live.querySelectorAll("details[open]")].map((one) => one.dataset.key);
    const focused = document.activeElement === old;
    live.innerHTML = html;
    live.querySelectorAll("details").forEach((one) => { one.open = opened.includes(one.dataset.key); });
    if (atEnd) toEnd(live); else scroller(live).scrollTop = top;
    if (focused) scroller(live).focus({ preventScroll: true });
  }

  function allow(live, form) {
    const button = form && form.querySelector("button[type=submit]");
    if (button) button.disabled = live.querySelector(".thread").dataset.open !== "1";
  }

  async function refresh(live, form, seen) {
    const answer = await fetch(live.dataset.url, { redirect: "manual", credentials: "same-origin" });
    if (!answer.ok) throw new Error("gone");
    const html = await answer.text();
    const busy = live.contains(document.activeElement) && document.activeElement.tagName === "BUTTON";
    if (busy || withoutTokens(html) === seen) return seen;
    put(live, html);
    allow(live, form);
    return withoutTokens(html);
  }

  function poll(live, form) {
    let seen = "";
    let failures = 0;
    const lost = document.getElementById("thread-lost");
    const tick = async () => {
      if (!document.hidden) {
        try {
          seen = await refresh(live, form, seen);
          failures = 0;
        } catch {
          failures += 1;
        }
        lost.hidden = failures < 3;
      }
      window.setTimeout(tick, EVERY);
    };
    window.setTimeout(tick, EVERY);
  }

  function typing(form) {
    const box = form.querySelector("textarea");
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    let sent = false;
    form.addEventListener("submit", (event) => {
      const shut = form.querySelector("button[type=submit]").disabled;
      if (sent || shut || !box.value.trim()) event.preventDefault(); else sent = true;
    });
    window.addEventListener("pageshow", () => { sent = false; });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const live = document.getElementById("thread-live");
    if (!live) return;
    const form = document.getElementById("thread-reply");
    toEnd(live);
    if (form) typing(form);
    if (live.dataset.url) poll(live, form);
  });
})();
