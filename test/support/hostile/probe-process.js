/*
 * Asks an address every 50 ms, whatever becomes of the requests before, and tells the longest wait for an answer. It is
 * a process of its own, so that nothing a test does holds it up. Taken off is time for which the asked process was ready
 * to run and the machine had no processor for it, and time for which this one did not run: neither says anything of the
 * asked process.
 */
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { performance } from "node:perf_hooks";
import { setInterval } from "node:timers";

const [, , url, pid] = process.argv;
const EVERY = 50;

/** Milliseconds for which the first thread of a process had to wait for a processor; 0 where the system does not tell. */
function starved(of) {
  try {
    return Number(readFileSync(`/proc/${of}/task/${of}/schedstat`, "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

let lastTick = performance.now();
let lost = 0;
/** Milliseconds for which this process did not run when it should have. */
const ownLoss = () => lost + Math.max(0, performance.now() - lastTick - EVERY);

const starvedAll = () => starved(pid) + ownLoss();

const asked = new Set();
let longest = 0;
let failures = [];

const waitOf = ({ start, starvedBefore }) => performance.now() - start - (starvedAll() - starvedBefore);

function ask() {
  const probe = { start: performance.now(), starvedBefore: starvedAll() };
  asked.add(probe);
  const end = (failure) => {
    if (!asked.delete(probe)) return;
    longest = Math.max(longest, waitOf(probe));
    if (failure) failures.push(failure);
  };
  const sent = request(url, { agent: false }, (response) => {
    response.resume();
    response.once("end", () => end(response.statusCode === 200 ? undefined : `status ${response.statusCode}`));
    response.once("error", (error) => end(error.code ?? error.name));
  });
  sent.once("error", (error) => end(error.code ?? error.name));
  sent.end();
}

setInterval(() => {
  lost = ownLoss();
  lastTick = performance.now();
  ask();
}, EVERY);
process.on("message", () => {
  process.send({ longest: Math.max(longest, ...[...asked].map(waitOf)), failures });
  longest = 0;
  failures = [];
});
process.once("disconnect", () => process.exit());
