/** One guest's thread with one hotel: asks for changes, sends, and outlives restarts of the server. */

import { Away, Refused, get, post } from "./api.js";
import * as log from "./log.js";

const EVERY = 700; // ms between two questions
const HIDDEN_EVERY = 5000; // ms, while nobody looks
const PATIENCE = [1000, 2000, 4000, 5000]; // ms, while the server is away

export class Conversation {
  /** `on`: {presence(state)} with state "" | "typing" | "reconnecting", {problem(text)}, and the
   * bubbles' own actions (openList, inspect, hotelName). */
  constructor(identity, on) {
    this.identity = identity;
    this.on = on;
    this.actions = { ...on, find: (wamid) => this.byWamid.get(wamid),
      choose: (message, option) => this.choose(message, option), retry: (message) => this.retry(message) };
    this.messages = new Map(); // n -> message
    this.byWamid = new Map();
    this.outgoing = []; // {body, bubble}, oldest first: not yet accepted by the server
    this.after = 0;
    this.failures = 0;
    this.seenUpTo = 0;
    this.wake = () => {};
    this.open = true;
    log.clear();
    this.poll();
  }

  close() {
    this.open = false;
    this.wake();
  }

  where() {
    return { phone_number_id: this.identity.hotel, guest: this.identity.guest };
  }

  async poll() {
    while (this.open) {
      try {
        const found = await get("thread", { ...this.where(), after: this.after });
        await this.sending; // its answer removes the bubble that stood for a message found here
        if (!this.open) return;
        this.show(found);
        this.failures = 0;
        this.flush();
        this.on.presence(found.typing ? "typing" : "");
        if (found.more) continue;
      } catch (error) {
        if (!this.open) return;
        this.failures += 1;
        if (error instanceof Refused) this.on.problem(error.message);
        else if (!(error instanceof Away)) throw error;
        this.on.presence("reconnecting");
        log.showTyping(false);
      }
      await this.pause();
    }
  }

  pause() {
    const wait = this.failures ? PATIENCE[Math.min(this.failures, PATIENCE.length) - 1]
      : document.hidden ? HIDDEN_EVERY : EVERY;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.wake = () => (clearTimeout(timer), resolve());
    });
  }

  show({ messages, statuses, typing }) {
    this.keep(messages);
    const unknown = [];
    for (const [n, status] of Object.entries(statuses)) {
      const message = this.messages.get(Number(n));
      if (!message) unknown.push(Number(n));
      else if (message.status !== status) {
        message.status = status;
        log.update(message, this.actions);
      }
    }
    const newest = messages.at(-1)?.n ?? this.after;
    // A row below the newest that we never got was committed late: ask again from below it.
    this.after = Math.min(newest, ...unknown.filter((n) => n < newest).map((n) => n - 1));
    log.showTyping(typing);
    this.see();
  }

  keep(messages) {
    const fresh = messages.filter(({ n }) => !this.messages.has(n));
    for (const message of fresh) {
      message.key = message.n;
      this.messages.set(message.n, message);
      this.byWamid.set(message.wamid, message);
    }
    log.add(fresh, this.actions);
  }

  /** Tell the hotel what is on the screen, once. */
  see() {
    if (document.hidden || !log.atEnd()) return;
    const shown = [...this.messages.values()].filter(({ direction }) => direction === "to_guest");
    const last = Math.max(0, ...shown.map(({ n }) => n));
    if (last <= this.seenUpTo) return;
    const before = this.seenUpTo;
    this.seenUpTo = last;
    if (shown.every(({ status }) => status === "read")) return;
    post("seen", { ...this.where(), up_to: last }).catch(() => (this.seenUpTo = before));
  }

  /** `content`: what phone.py's `send` takes beyond hotel and guest; `like` is its message object. */
  send(content, like) {
    const key = crypto.getRandomValues(new Uint32Array(4)).join("-");
    const bubble = { key, direction: "to_hotel", status: "waiting", at: new Date().toISOString(),
      type: like.type ?? "", body: like };
    const body = { ...this.where(), name: this.identity.name, key, ...content };
    this.outgoing.push({ body, bubble });
    log.add([bubble], this.actions);
    this.flush();
  }

  choose(message, { id, title, description }) {
    const kind = message.body.interactive.type === "button" ? "button_reply" : "list_reply";
    const like = { type: "interactive", context: { id: message.wamid },
      interactive: { type: kind, [kind]: { id, title, description } } };
    this.send({ kind: "option", wamid: message.wamid, id, title }, like);
  }

  async retry(message) {
    if (message.n === undefined) {
      log.remove(message.key);
      this.outgoing.push({ ...message.entry, bubble: { ...message.entry.bubble, status: "waiting" } });
      log.add([this.outgoing.at(-1).bubble], this.actions);
      this.flush();
      return;
    }
    message.status = "waiting";
    log.update(message, this.actions);
    await post("retry", { wamid: message.wamid }).catch((error) => this.on.problem(error.message));
    this.wake();
  }

  /** Send what waits, one after the other; what the server cannot take now waits on. */
  flush() {
    this.sending ??= this.sendAll().finally(() => (this.sending = undefined));
  }

  async sendAll() {
    while (this.open && this.outgoing.length) {
      const entry = this.outgoing[0];
      try {
        const { message } = await post("send", entry.body);
        this.outgoing.shift();
        log.remove(entry.bubble.key);
        if (this.open) this.keep([message]);
      } catch (error) {
        if (!(error instanceof Refused)) {
          this.on.presence("reconnecting");
          return;
        }
        this.outgoing.shift();
        Object.assign(entry.bubble, { status: "failed", problem: error.message, entry });
        log.update(entry.bubble, this.actions);
      }
    }
    this.wake();
  }
}
