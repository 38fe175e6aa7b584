import { createHook } from "node:async_hooks";
import { performance } from "node:perf_hooks";
import type { Time } from "../../time/time.js";
import { createVirtualTime } from "./rate-limit/virtual-time.js";

/**
 * Virtual time for servers of this process that are asked over real sockets. It stands still unless somebody waits by
 * `during` or `pass`; then it goes on to whatever happens next as soon as the process has nothing else to do.
 */
export interface ServedTime extends Time {
  /** The same as milliseconds since 1970: it began when this was made. */
  readonly clock: () => number;
  /** Settles as the work does; time goes by meanwhile. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Resolves after so many milliseconds of it. */
  pass(milliseconds: number): Promise<void>;
  /** The same at once, where nothing is under way. */
  skip(milliseconds: number): Promise<void>;
  /** Resolves when something has become true, looking again every few milliseconds of it. */
  until(holds: () => boolean): Promise<void>;
}

/** Real milliseconds of work by which a slice of a millisecond still counts as idle. */
const MAX_IDLE_WORK = 0.5;
/** Virtual milliseconds that one idle slice is good for: the further the next moment, the surer it must be that nothing comes before. */
const MAX_JUMP_PER_SLICE = 1_000;
/** Idle slices that are enough for a jump of any length. */
const MAX_SLICES = 25;

/** Web cryptography, which other threads do for this process; it is seen nowhere else. Each of these is told when it is done. */
const JOBS = new Set(["CIPHERREQUEST", "HASHREQUEST", "SIGNREQUEST"]);
const jobs = new Set<number>();
const jobsWatch = createHook({
  init: (id, type) => void (JOBS.has(type) && jobs.add(id)),
  before: (id) => void jobs.delete(id),
});

/** Whether the operating system or another thread is still at work for this process: names resolved, files read, bytes written. */
const isUnderWay = (): boolean =>
  jobs.size > 0 ||
  process
    .getActiveResourcesInfo()
    .some((name) => /Req|^(Connect|TCPConnect|Write|Shutdown)Wrap$/.test(name) && name !== "CloseReq");

/** Lets a real millisecond go by; whether the process was idle in it. */
async function idleSlice(): Promise<boolean> {
  const before = performance.eventLoopUtilization();
  await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setImmediate(resolve));
  return performance.eventLoopUtilization(before).active < MAX_IDLE_WORK && !isUnderWay();
}

/** Makes one that begins now. */
export function createServedTime(): ServedTime {
  const time = createVirtualTime();
  const origin = Date.now();
  let waiting = 0;
  let isGoing = false;

  /** Whether the process stays idle for as long as a jump to this moment asks for. */
  const isIdleBefore = async (moment: number): Promise<boolean> => {
    const slices = Math.min(MAX_SLICES, Math.ceil((moment - time.now()) / MAX_JUMP_PER_SLICE));
    for (let slice = 0; slice < slices; slice++) if (!(await idleSlice())) return false;
    return waiting > 0 && time.next() === moment;
  };
  const go = async (): Promise<void> => {
    if (isGoing) return;
    isGoing = true;
    jobsWatch.enable();
    while (waiting > 0) {
      const moment = time.next();
      if (moment === undefined) await idleSlice();
      else if (await isIdleBefore(moment)) time.step();
    }
    jobsWatch.disable();
    jobs.clear();
    isGoing = false;
  };
  const during = async <T>(work: Promise<T>): Promise<T> => {
    waiting += 1;
    void go();
    try {
      return await work;
    } finally {
      waiting -= 1;
    }
  };
  return {
    now: time.now,
    after: time.after,
    clock: () => origin + time.now(),
    during,
    pass: (milliseconds) => during(time.pass(milliseconds)),
    skip: (milliseconds) => time.run(milliseconds),
    async until(holds) {
      while (!holds()) await during(time.pass(5));
    },
  };
}
