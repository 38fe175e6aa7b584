/** The moments a zone changes its clocks, each with the offset in minutes that holds from then on. */
type Transitions = readonly { readonly from: number; readonly minutes: number }[];

const HOUR = 3_600_000;
const FIRST = Date.UTC(2020, 0, 1);
const LAST = Date.UTC(2031, 0, 1);

function probe(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  return (instant) => {
    const name = format.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
    const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
    if (!sign) return 0;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
}

function transitionsOf(zone: string): Transitions {
  const minutesAt = probe(zone);
  const found = [{ from: -Infinity, minutes: minutesAt(FIRST) }];
  const step = 60 * 24 * HOUR;
  for (let start = FIRST; start < LAST; start += step) {
    const before = found.at(-1)!.minutes;
    if (minutesAt(start + step) === before) continue;
    let [low, high] = [start, start + step];
    while (high - low > HOUR / 2) {
      const middle = low + Math.floor((high - low) / HOUR) * (HOUR / 2);
      if (minutesAt(middle) === before) low = middle;
      else high = middle;
    }
    found.push({ from: high, minutes: minutesAt(high) });
  }
  return found;
}

const known = new Map<string, Transitions>();

function transitions(zone: string): Transitions {
  let found = known.get(zone);
  if (!found) known.set(zone, (found = transitionsOf(zone)));
  return found;
}

/** The instants between two others at which a zone's clocks change. */
export const clockChanges = (zone: string, from: number, to: number): number[] =>
  transitions(zone).flatMap((transition) => (transition.from > from && transition.from < to ? [transition.from] : []));

/** How far a zone is ahead of UTC at an instant, in minutes. Exact from 2020 to 2030. */
export function offsetMinutes(zone: string, instant: number): number {
  const found = transitions(zone);
  let index = found.length - 1;
  while (found[index]!.from > instant) index--;
  return found[index]!.minutes;
}

const two = (number: number): string => (number < 10 ? `0${number}` : String(number));

/** An offset as text: `+13:00`, or `+1300` without the separator. */
export function offsetText(minutes: number, separator = ":"): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}

const DAY = 24 * HOUR;
const days = new Map<number, string>();

/** The date of a day counted from the start of 1970; kept, since most instants share their day with others. */
function dateOf(day: number): string {
  let text = days.get(day);
  if (text === undefined) days.set(day, (text = new Date(day * DAY).toISOString().slice(0, 10)));
  return text;
}

/** An instant in a zone as the API writes it: `2025-11-20T19:45:02+13:00`. */
export function timestampIn(zone: string, instant: number): string {
  const minutes = offsetMinutes(zone, instant);
  const local = instant + minutes * 60_000;
  const day = Math.floor(local / DAY);
  const second = Math.floor((local - day * DAY) / 1000);
  const time = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  return `${dateOf(day)}T${time}${offsetText(minutes)}`;
}

/** The instant of a wall-clock time in a zone, given as if it were UTC; the later one where clocks skip it. */
export function instantOf(zone: string, wallClock: number): number {
  const guess = wallClock - offsetMinutes(zone, wallClock) * 60_000;
  return wallClock - offsetMinutes(zone, guess) * 60_000;
}
