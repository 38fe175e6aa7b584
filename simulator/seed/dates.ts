import { instantOf, timestampIn } from "../time-zones.js";
import type { Random } from "./random.js";

const DAY = 86_400_000;

/** The day the seeded data was last touched; nothing in it is later, except what is due or planned. */
export const TODAY = Date.UTC(2026, 10, 20);

/** A day in the firm's calendar, as the midnight in UTC that stands for it. */
export type DayNumber = number;

/** Days and times of a firm, in the forms of the wire. */
export class Dates {
  constructor(
    private readonly zone: string,
    private readonly random: Random,
  ) {}

  /** A working day between two days. */
  dayBetween(from: DayNumber, to: DayNumber): DayNumber {
    const day = from + this.random.whole(0, Math.max(Math.floor((to - from) / DAY), 0)) * DAY;
    const weekday = new Date(day).getUTCDay();
    const moved = weekday === 0 ? day + DAY : weekday === 6 ? day - DAY : day;
    return Math.max(moved, from);
  }

  /** The day so many days after another; before it when negative. */
  after(day: DayNumber, days: number): DayNumber {
    return day + days * DAY;
  }

  /** A wire date: `2025-11-20`. */
  date(day: DayNumber): string {
    return new Date(day).toISOString().slice(0, 10);
  }

  /** A moment of a day in office hours. */
  moment(day: DayNumber): number {
    return this.at(day, this.random.whole(8, 17), this.random.whole(0, 59), this.random.whole(0, 59));
  }

  /** A given time of a day. */
  at(day: DayNumber, hour: number, minute = 0, second = 0): number {
    return instantOf(this.zone, day + ((hour * 60 + minute) * 60 + second) * 1000);
  }

  /** A wire timestamp: `2025-11-20T19:45:02+13:00`. */
  timestamp(instant: number): string {
    return timestampIn(this.zone, instant);
  }

  /** A wire timestamp in office hours of a day. */
  timestampOn(day: DayNumber): string {
    return this.timestamp(this.moment(day));
  }
}
