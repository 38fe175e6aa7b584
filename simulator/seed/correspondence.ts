import texts from "../firms/every-firm/texts.json" with { type: "json" };
import { TODAY, partOf, worded, type MatterFacts, type Site } from "./site.js";
import type { Staff } from "./staff.js";

/** E-mails filed on matters, calls, text messages and appointments. */
export function seedCorrespondence(whole: Site, matters: readonly MatterFacts[], { workers }: Staff): void {
  const site = partOf(whole, "correspondence");
  const { tables, random, dates, firm } = site;
  tables.addAll(
    "calendars",
    Array.from({ length: 6 }, () => ({})),
  );
  for (const matter of matters) {
    const { client, assignee, words, id: action } = matter;
    if (matter.bulk === 0 || !client) continue;
    const someday = (): number => dates.dayBetween(matter.opened, matter.lastTouched);
    if (client.email !== null && random.chance(0.6)) addThread(site, matter, client.email);
    if (action % 3 === 1) {
      const incoming = random.chance(0.5);
      tables.add(
        "phonerecords",
        {
          direction: incoming ? "in" : "out",
          phoneNumber: `+${firm.dialing} ${client.phone ?? "20 7946 0018"}`,
          phoneNumberType: random.pick(["Business", "Mobile"]),
          actualHours: (random.whole(1, 6) / 10).toFixed(2),
          notes: random.pick(texts.callNotes),
          callTimestamp: dates.timestampOn(someday()),
          outcome: random.pick(["Connected", "No answer", "Message left"]),
          fromParticipantOther: null,
          toParticipantOther: null,
        },
        { action, fromParticipant: incoming ? client.id : assignee.id, toParticipant: incoming ? assignee.id : client.id },
      );
    }
    if (action % 3 === 2)
      tables.add(
        "sms",
        {
          text: worded("Hello, your appointment is confirmed. {staff}", words),
          number: `+${firm.dialing}21${random.whole(100_000, 999_999)}`,
        },
        { action },
      );
    if (random.chance(0.6)) {
      const day = dates.dayBetween(TODAY - 20 * 86_400_000, TODAY + 60 * 86_400_000);
      const hour = random.whole(8, 16);
      tables.add(
        "calendarappointments",
        {
          title: worded(random.pick(texts.appointments), words),
          startTimestamp: dates.timestamp(dates.at(day, hour)),
          endTimestamp: dates.timestamp(dates.at(day, hour + 1)),
        },
        { action, calendar: random.whole(1, 6) },
      );
    }
    if (action % 4 === 1) {
      tables.add("scratchnotes", {
        timestamp: dates.timestampOn(someday()),
        text: `Ring ${client.name} – ${random.pick(workers).name} asked`,
        status: random.pick(["Open", "Done"]),
      });
    }
  }
}

/** An e-mail to the client, an answer to it, and their attachments. */
function addThread(site: Site, { id: action, type, assignee, opened, lastTouched }: MatterFacts, address: string): void {
  const { tables, random, dates, firm } = site;
  const day = dates.dayBetween(opened, lastTouched);
  const subject = random.pick(texts.emailSubjects);
  let parent: number | null = null;
  for (const direction of random.chance(0.5) ? (["O", "I"] as const) : (["O"] as const)) {
    const out = direction === "O";
    const sent = dates.timestamp(dates.at(day, out ? 9 : 15, random.whole(0, 59)));
    const attached = out || random.chance(0.2);
    const [from, to] = out ? [assignee.email, address] : [address, assignee.email];
    const text = out ? "Please find the document attached. Let me know if anything is unclear." : "Thank you, will do.";
    const size = random.whole(2_000, 90_000);
    const email: number = tables.add(
      "emails",
      {
        direction,
        status: "Archived",
        uniqueMessageId: `<${action}.${tables.rows("emails").length + 1}@${firm.domain}>`,
        subject: out ? subject : `RE: ${subject}`,
        bodyText: text,
        bodyHtml: `<p>${text}</p>`,
        createdTimestamp: sent,
        sentTimestamp: sent,
        receivedTimestamp: out ? null : sent,
        priority: "Normal",
        sensitivity: null,
        flag: 0,
        attachmentCount: attached ? 1 : 0,
        emailSize: size,
        size,
        recipients: to,
        to,
        cc: "",
        bcc: null,
        from,
        deliveredTo: out ? null : to,
      },
      { createdBy: assignee.id, parent },
    );
    tables.add("emailassociations", {}, { email, action });
    if (attached) {
      const id = tables.rows("emailattachments").length + 1;
      const name = `${random
        .pick(type.kind.documents)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")}.pdf`;
      tables.add(
        "emailattachments",
        {
          contentDisposition: "attachment",
          displayName: name,
          attachmentSize: random.whole(1_500, 80_000),
          file: `EA::Emails::${email}::${id}`,
          oldNfsPath: null,
        },
        { email },
      );
    }
    parent = email;
  }
}
