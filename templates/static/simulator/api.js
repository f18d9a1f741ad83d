/** The page's way to its server: JSON over fetch, with two kinds of failure. */

const { base, csrf } = document.body.dataset;
const PATIENCE = 15000; // ms

/** The server said no: the same request will never work. `message` says why, in English. */
export class Refused extends Error {}

/** The server is away, restarting or overwhelmed: try again later. */
export class Away extends Error {}

export function get(path, query = {}) {
  return call(`${base}${path}?${new URLSearchParams(query)}`, {});
}

export function post(path, body) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  return call(base + path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function call(url, options) {
  let answer;
  try {
    answer = await fetch(url, { ...options, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) return await answer.json();
  } catch (error) {
    throw new Away(String(error));
  }
  if (answer.status !== 400) throw new Away(`HTTP ${answer.status}`);
  const said = await answer.json().catch(() => ({}));
  throw new Refused(said.error ?? "HTTP 400");
}
