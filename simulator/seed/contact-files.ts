import texts from "../firms/every-firm/texts.json" with { type: "json" };
import type { Contacts } from "./contacts.js";
import { Dealt } from "./dealt.js";
import { addFieldValue } from "./field-value.js";
import { addressable } from "./participants.js";
import type { ParticipantTypes } from "./participant-types.js";
import type { Reference } from "./reference.js";
import { TODAY, partOf, type Contact, type Site, type Worker } from "./site.js";

/** Where a contact is reached by a method: a number, an address, a name. */
function reachedBy({ id, name, phone, email }: Contact, method: string): string {
  if (method === "E-Mail") return email ?? `contact${id}@mail.example`;
  if (method === "SMS" || method === "Phone") return phone ?? "555 0100";
  return method === "Mail" ? `PO Box ${1000 + id}` : addressable(name);
}

/** A day in the last 700. */
const someday = ({ dates }: Site): number => dates.dayBetween(TODAY - 700 * 86_400_000, TODAY);

/** Adds notes on 30 clients. */
function addNotes(site: Site, clients: readonly Contact[], workers: readonly Worker[]): void {
  const { random, tables, dates } = site;
  for (const client of random.some(clients, 30)) {
    const worker = random.pick(workers);
    const day = someday(site);
    const entered = dates.timestampOn(day);
    tables.add(
      "contactnotes",
      {
        enteredTimestamp: entered,
        noteTimestamp: entered,
        text: random.pick(texts.contactNotes),
        enteredBy: worker.displayName,
        enteredByParticipant: worker.id,
        source: random.chance(0.8) ? "User" : "System",
      },
      { participant: client.id },
    );
  }
}

/** Adds two folders and a document for 12 clients. */
function addDocuments(site: Site, clients: readonly Contact[], workers: readonly Worker[]): void {
  const { random, tables, dates } = site;
  for (const client of random.some(clients, 12)) {
    const folder = tables.add("contactfolders", { name: "Identity" }, { participant: client.id });
    tables.add("contactfolders", { name: "AML" }, { participant: client.id, parentFolder: folder });
    const id = tables.rows("contactdocuments").length + 1;
    const day = someday(site);
    tables.add(
      "contactdocuments",
      {
        name: "Passport, certified copy",
        createdTimestamp: dates.timestampOn(day),
        modifiedTimestamp: dates.timestampOn(dates.dayBetween(day, TODAY)),
        status: "uploaded",
        keywords: "AML, identity",
        summary: null,
        fileType: "application/pdf",
        fileSize: random.whole(40_000, 900_000),
        extension: ".pdf",
        fileName: `pid_${client.id}_passport.pdf`,
        sharepointUrl: null,
        file: `CD::Contacts::${client.id}::${id}`,
      },
      { participant: client.id, folder, createdBy: random.pick(workers).id },
    );
  }
}

/** Adds a relation of each kind between two clients. */
function addRelations({ random, tables }: Site, clients: readonly Contact[], { relationships }: Reference): void {
  for (const relationship of relationships) {
    const [from, to] = random.some(clients, 2) as [Contact, Contact];
    tables.add(
      "contactrelationships",
      { id: `${relationship.replaceAll(" ", "")}-${from.id}-${to.id}`, relationship },
      { fromContact: from.id, toContact: to.id },
    );
  }
}

/** Adds one way of reaching some client by each method. */
function addNotificationMethods({ random, tables }: Site, clients: readonly Contact[]): void {
  const methods = ["E-Mail", "SMS", "Phone", "Mail", "Skype", "Facebook", "IM"];
  methods.forEach((notificationMethod, index) => {
    const client = random.pick(clients);
    tables.add(
      "participantadditionalnotificationmethods",
      {
        notificationMethod,
        address: reachedBy(client, notificationMethod),
        notes: index === 2 ? "Not before nine" : null,
      },
      { participant: client.id },
    );
  });
}

/** Adds the values of the extra fields of 15 clients. */
function addFieldValues({ random, tables }: Site, clients: readonly Contact[], types: ParticipantTypes): void {
  for (const client of random.some(clients, 15)) {
    for (const field of types.dataFields) {
      tables.add(
        "participantdatafieldvalues",
        { id: `${client.id}--${field.participantType}--${field.id}`, stringValue: random.maybe(0.8, field.values) },
        { participant: client.id, participantType: field.participantType, participantTypeDataField: field.id },
      );
    }
  }
}

/** Adds the values of the fields that one firm alone has. What a field limited to matters holds is not told here. */
function addFurtherValues({ tables }: Site, { clients, others }: Contacts, types: ParticipantTypes): void {
  const dealt = new Dealt();
  const withValues = new Set(tables.rows("participantdatafieldvalues").map(({ links }) => Number(links!["participant"])));
  for (const { id, participantType, field } of types.furtherFields) {
    if (field.limitUseToMatterOnly) continue;
    const known = others.get(field.participantType) ?? clients.filter((client) => withValues.has(client.id));
    for (const contact of known) {
      addFieldValue(
        tables,
        "participantdatafieldvalues",
        field.dataType,
        { id: `${contact.id}--${participantType}--${id}`, stringValue: dealt.value(field, {}) },
        { participant: contact.id, participantType, participantTypeDataField: id },
      );
    }
  }
}

/** What is filed on contacts themselves: notes, documents, relations, ways of reaching them, extra fields. */
export function seedContactFiles(
  whole: Site,
  contacts: Contacts,
  workers: readonly Worker[],
  types: ParticipantTypes,
  reference: Reference,
): void {
  const { clients } = contacts;
  const site = partOf(whole, "contact files");
  addNotes(site, clients, workers);
  addDocuments(site, clients, workers);
  addRelations(site, clients, reference);
  addNotificationMethods(site, clients);
  addFieldValues(site, clients, types);
  addFurtherValues(site, contacts, types);
}
