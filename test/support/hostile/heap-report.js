/*
 * Has a process say, when it gets SIGWINCH, how many bytes of its heap are in use after a forced collection. It is loaded
 * by `--import`, so that the product needs no such thing.
 */
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

process.on("SIGWINCH", async () => {
  // What the first collection lets go of may hold more, which the next ones find.
  for (let time = 0; time < 4; time++) {
    globalThis.gc();
    await sleep(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  writeSync(3, `${heapUsed + external}\n`);
});
