import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** The memory a process has at the moment, in bytes. */
export function residentMemory(pid: number): number {
  const statm = `/proc/${pid}/statm`;
  // Pages of 4 KB.
  if (existsSync(statm)) return Number(readFileSync(statm, "utf8").split(" ")[1]) * 4096;
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).trim()) * 1024;
}

/** Looks at the memory of a process again and again; the result ends that and tells the most it had. */
export function watchMemory(pid: number, every = 50): () => number {
  let most = residentMemory(pid);
  const timer = setInterval(() => (most = Math.max(most, residentMemory(pid))), every);
  return () => {
    clearInterval(timer);
    return Math.max(most, residentMemory(pid));
  };
}
