import type { Organisation } from "../database.js";
import { offsetMinutes, offsetText } from "../time-zones.js";

/** A number from 0 up to 1 that depends on nothing but the text and the salt. */
function fraction(text: string, salt: number): number {
  let hash = 0x811c9dc5 ^ salt;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

function clock({ timeZone }: Organisation, now: number): string {
  const minutes = offsetMinutes(timeZone, now);
  const local = new Date(now + minutes * 60_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${offsetText(minutes, "")} (${timeZone})`;
}

/** The `meta.debug` block: what the servers say of their own work, all of it text. Made up, but the same for the same call. */
export function debugOf(organisation: Organisation, call: string, rowCount: number, now: number): Record<string, string | null> {
  const part = (salt: number, from: number, to: number): number => from + fraction(call, salt) * (to - from);
  const app = part(1, 0.02, 0.06);
  const db = part(2, 0.03, 0.09) + rowCount * 0.0002;
  const queries = Math.round(part(3, 24, 60)) + rowCount;
  const half = (salt: number): string =>
    Math.floor(part(salt, 0, 16 ** 8))
      .toString(16)
      .padStart(8, "0");
  return {
    requestTime: (app + db).toFixed(6),
    mem: `${(1.6 + rowCount * 0.004 + part(5, 0, 0.5)).toFixed(2)}mb`,
    server: `app-${half(4)}${half(10)}.${organisation.region}.actionstep.com`,
    cb: "v1.51.0",
    time: clock(organisation, now),
    appload: [part(6, 0.1, 0.9), part(7, 0.1, 0.9), part(8, 0.1, 0.9)].map((load) => load.toFixed(2)).join(", "),
    app: app.toFixed(6),
    db: db.toFixed(6),
    dbc: (db * 0.2).toFixed(6),
    qc: grouped(queries),
    uqc: grouped(Math.ceil(queries * 0.7)),
    fc: grouped(Math.round(part(9, 440, 520)) + rowCount * 9),
    rl: null,
  };
}
