/** A piece of a made-up map, drawn without a network. The same place always looks the same. */

import { draw } from "./dom.js";

const WIDTH = 264;
const HEIGHT = 132;

export function mapTile(latitude, longitude, label) {
  const random = numbers(latitude, longitude);
  const parts = [draw("rect", { width: WIDTH, height: HEIGHT, class: "land" })];
  const park = { x: random() * 150, y: random() * 60, width: 60 + random() * 50, height: 35 + random() * 30 };
  parts.push(draw("rect", { ...park, rx: 6, class: "park" }));
  const bend = 20 + random() * 90;
  const shore = HEIGHT - 18 + random() * 10;
  parts.push(draw("path", {
    d: `M0 ${shore} Q${WIDTH / 3} ${shore - bend / 3} ${WIDTH} ${shore + 6} V${HEIGHT} H0 Z`, class: "water",
  }));
  const streets = draw("g", { transform: `rotate(${random() * 40 - 20} ${WIDTH / 2} ${HEIGHT / 2})` });
  for (let x = -60 + random() * 40; x < WIDTH + 60; x += 34 + random() * 26) {
    streets.append(draw("path", { d: `M${x} -90 V230`, class: "street" }));
  }
  for (let y = -60 + random() * 30; y < HEIGHT + 60; y += 30 + random() * 22) {
    streets.append(draw("path", { d: `M-90 ${y} H360`, class: "street" }));
  }
  streets.append(draw("path", { d: `M-90 ${bend} L360 ${HEIGHT - bend}`, class: "avenue" }));
  const pin = draw("path", {
    d: "M0 0C-5-8-13-15-13-25a13 13 0 0 1 26 0C13-15 5-8 0 0zM0-30a5 5 0 1 0 0 10 5 5 0 0 0 0-10z",
    transform: `translate(${WIDTH / 2} ${HEIGHT / 2 + 14})`,
    class: "pin",
  });
  return draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "map", role: "img", "aria-label": label },
    ...parts, streets, pin);
}

/** A small repeatable random generator (mulberry32), seeded by the place. */
function numbers(latitude, longitude) {
  let state = Math.trunc(latitude * 10000) ^ Math.trunc(longitude * 7919);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
