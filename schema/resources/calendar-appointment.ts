import { Id, Link, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Calendar } from "./calendar.js";
import { Matter } from "./matter.js";

@Resource("calendarappointments", "TODO", { can: ["read", "create", "update", "delete"] })
export class CalendarAppointment {
  @Id() id!: string;

  @Text("TODO", { write: true })
  title?: string;

  @Timestamp("TODO", { write: true })
  startTimestamp?: string;

  @Timestamp("TODO", { write: true })
  endTimestamp?: string;

  @Link(() => Matter, "TODO", { wire: "action", write: true })
  matter?: Matter;

  @Link(() => Calendar, "TODO", { write: true })
  calendar?: Calendar;
}
