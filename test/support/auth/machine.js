/**
 * One gateway machine as far as auth goes, as a process of its own, which its parent may hold at a chosen point, freeze
 * and kill. Runs from the build. What to be is in the first argument; orders come as messages.
 */
import { createHash } from "node:crypto";
import { createAuth } from "../../../dist/auth/index.js";
import { fileSpool } from "../../../dist/gateway/stores/file-spool.js";
import { openStores } from "../../../dist/gateway/stores/index.js";

const { storeUrl, settings, cookie, hold, heartbeat = true, spool, timeout } = JSON.parse(process.argv[2]);
for (const name of ["publicUrl", "authorizeUrl", "tokenUrl"]) settings[name] = new URL(settings[name]);
settings.keys = settings.keys.map(({ id, fill }) => ({ id, key: new Uint8Array(32).fill(fill) }));

const tell = (message) => process.send(message);
let release;
const released = new Promise((resolve) => (release = resolve));
const heldAt = async (point) => {
  if (point !== hold) return;
  tell({ held: point });
  await released;
};

const fetchHeld = async (url, init) => {
  if (String(url) !== settings.tokenUrl.href) return fetch(url, init);
  await heldAt("before the request");
  const response = await fetch(url, init);
  const body = await response.text();
  await heldAt("with the answer");
  return new Response(body, response);
};

const stores = await openStores(storeUrl, { timeout });
const tokens = {
  ...stores.tokens,
  async cas(key, expected, next) {
    const done = await stores.tokens.cas(key, expected, next);
    if (done && next?.includes('"pending"')) await heldAt("with the answer saved");
    return done;
  },
  extend: heartbeat ? stores.tokens.extend : () => Promise.reject(new Error("no heartbeat")),
};
const write = (level) => (fields, message) => console.log(JSON.stringify({ level, message, ...fields }));
const log = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
const auth = createAuth(settings, {
  tokens,
  sessions: stores.sessions,
  fetch: fetchHeld,
  log,
  problemPage: () => "",
  on: ({ name, reason }) => tell({ event: name, reason }),
  ...(spool && { spool: fileSpool(spool) }),
});
await auth.start();
const viewer = await auth.authenticate({ headers: { cookie } });

const ask = async () => {
  try {
    const { value, version } = await viewer.accessToken();
    return { version, token: createHash("sha256").update(value.reveal()).digest("hex") };
  } catch (error) {
    return { code: error.code, reason: error.extensions?.reason };
  }
};
const close = async () => {
  await auth.close();
  await stores.close();
  process.exit(0);
};
process.on("SIGTERM", () => void close());
process.on("message", async (order) => {
  if (order.go) release();
  if (order.ask) tell({ id: order.id, answers: await Promise.all(Array.from({ length: order.ask }, ask)) });
  if (order.health) tell({ id: order.id, health: await auth.health(), unsaved: auth.unsaved });
});
// Without its parent it is nobody's.
process.on("disconnect", () => process.exit(0));
tell({ ready: true });
