import { Id, Link, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Calendar } from "./calendar.js";
import { Matter } from "./matter.js";

@Resource("calendarappointments", "An appointment in a calendar, such as a meeting or a hearing.", {
  can: ["read", "create", "update", "delete"],
})
export class CalendarAppointment {
  @Id() id!: string;

  @Text("What the appointment is about, in a few words.", { write: true })
  title?: string;

  @Timestamp("When the appointment begins.", { write: true })
  startTimestamp?: string;

  @Timestamp("When the appointment ends.", { write: true })
  endTimestamp?: string;

  @Link(() => Matter, "Matter the appointment concerns, if any.", { wire: "action", write: true, uncertain: true })
  matter?: Matter;

  @Link(() => Calendar, "Calendar the appointment is in.", { write: true, uncertain: true })
  calendar?: Calendar;
}
