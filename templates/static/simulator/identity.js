/** Who holds the phone and which hotel it writes to, remembered by the browser. */

const KEY = "simulator";
const NAMES = {
  es: ["Ana García", "Martín Suárez", "Lucía Fernández", "Diego Romero", "Carmen Ortiz"],
  en: ["Emma Clarke", "James Wright", "Olivia Reed", "Noah Turner", "Grace Hill"],
  pt: ["Beatriz Silva", "João Pereira", "Mariana Costa", "Rafael Souza", "Inês Rocha"],
};
const PREFIX = { es: "549115550", en: "1415555", pt: "551195550" }; // made-up numbers

/** {hotel, guest, name, language}: a phone_number_id, digits, a profile's name, es | en | pt. */
export function load(language) {
  let known = {};
  try {
    known = JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    // Storage is blocked or holds something else: start afresh.
  }
  return { hotel: "", language, ...someone(known.language ?? language), ...known };
}

export function save(identity) {
  try {
    localStorage.setItem(KEY, JSON.stringify(identity));
  } catch {
    // Without storage the guest is forgotten on reload, no more.
  }
}

/** A guest nobody has met: {name, guest}. */
export function someone(language) {
  const names = NAMES[language] ?? NAMES.en;
  const number = String(Math.floor(Math.random() * 10000)).padStart(4, "0");
  return {
    name: names[Math.floor(Math.random() * names.length)],
    guest: (PREFIX[language] ?? PREFIX.en) + number,
  };
}
