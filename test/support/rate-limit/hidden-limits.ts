/** A limit at the other end, which nobody is told of: undefined for a request that passes, else seconds until one may. */
export type HiddenLimit = (now: number) => number | undefined;

/** So many requests a second, and so many at once after a rest; moving up and down by a part of itself. */
export function tokenBucket(perSecond: number, burst: number, drift = { by: 0, seconds: 1 }): HiddenLimit {
  let tokens = burst;
  let filledAt: number | undefined;
  return (now) => {
    const rate = perSecond * (1 + drift.by * Math.sin((now / 1000 / drift.seconds) * 2 * Math.PI));
    tokens = Math.min(burst, tokens + ((now - (filledAt ?? now)) / 1000) * rate);
    filledAt = now;
    if (tokens < 1) return (1 - tokens) / rate;
    tokens -= 1;
    return undefined;
  };
}

/** So many requests in each window of so many seconds, which all begin at once. */
export function fixedWindow(requests: number, seconds: number): HiddenLimit {
  let window = -1;
  let used = 0;
  return (now) => {
    const current = Math.floor(now / 1000 / seconds);
    if (current !== window) [window, used] = [current, 0];
    if (used >= requests) return (current + 1) * seconds - now / 1000;
    used += 1;
    return undefined;
  };
}

/** So many requests in any so many seconds. */
export function slidingWindow(requests: number, seconds: number): HiddenLimit {
  const passed: number[] = [];
  return (now) => {
    while (passed.length > 0 && passed[0]! <= now - seconds * 1000) passed.shift();
    if (passed.length >= requests) return (passed[0]! - now) / 1000 + seconds;
    passed.push(now);
    return undefined;
  };
}

/** Refuses whatever comes, and asks to come back in so many seconds. */
export const everything =
  (seconds: number): HiddenLimit =>
  () =>
    seconds;
