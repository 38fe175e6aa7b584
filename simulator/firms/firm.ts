import { z } from "zod";

const texts = z.array(z.string());

/** Somebody who works at a firm. */
const staffMember = z.strictObject({
  first: z.string(),
  last: z.string(),
  role: z.string(),
  /** Index of their division. */
  division: z.int(),
  /** The user name of somebody who can sign in, and which matters and collections they see. */
  login: z
    .strictObject({
      username: z.string(),
      email: z.string(),
      sees: z.enum(["everything", "all but partners' matters", "unrestricted matters"]),
      closedCollections: texts.optional(),
    })
    .optional(),
});

/** A town with what addresses and telephone numbers there have in common. */
const place = z.strictObject({
  city: z.string(),
  state: z.string().nullable(),
  postCodes: texts,
  phoneArea: z.int(),
});

/** Who may be on one side of a matter: persons, companies or either. */
const parties = z.enum(["people", "companies", "anybody"]);

/** A field of a data collection, with the values that the generator picks from. */
const collectionField = z.strictObject({
  name: z.string(),
  label: z.string(),
  dataType: z.string(),
  values: z.array(z.string().nullable()),
});

/** A field of a collection or participant type whose choices and values are told apart; the generator deals its values in turn. */
const customField = collectionField.extend({
  required: z.boolean().optional(),
  description: z.string().optional(),
  choices: z.array(z.strictObject({ value: z.string(), label: z.string() })).optional(),
});

/** A further data collection of a kind of matter. */
const furtherCollection = z.strictObject({
  /** Name of the kind of matter. */
  kind: z.string(),
  name: z.string(),
  label: z.string(),
  description: z.string(),
  multipleRecords: z.boolean(),
  /** Whether nobody may write to its second record. */
  hasLockedRecord: z.boolean().optional(),
  fields: z.array(customField),
});

/** A further field of a participant type. */
const participantField = customField.extend({
  /** Name of the participant type. */
  participantType: z.string(),
  /** Whether it has a value on matters only, another one on each. */
  limitUseToMatterOnly: z.boolean().optional(),
  synchronizeValues: z.boolean().optional(),
});

/** A kind of matter: its workflow and the texts of its rows. The generator replaces words in braces: `{client}`. */
const matterKind = z.strictObject({
  name: z.string(),
  description: z.string(),
  /** Participant type of the primary participant. */
  role: z.string(),
  /** Participant types of the others that may take part. */
  others: texts,
  /** Who the client of such a matter can be. */
  clients: parties,
  /** Who the other side can be. */
  against: parties,
  steps: texts,
  titles: texts,
  tasks: texts,
  work: texts,
  notes: texts,
  documents: texts,
  folders: texts,
  collection: z.strictObject({
    name: z.string(),
    label: z.string(),
    description: z.string(),
    fields: z.array(collectionField),
  }),
});

/** What a `firm.json` holds. Percentages and amounts of money are decimal texts, as the API writes them. */
const firm = z.strictObject({
  orgkey: z.string(),
  name: z.string(),
  region: z.string(),
  /** IANA name. */
  timeZone: z.string(),
  /** Two-letter code. */
  country: z.string(),
  /** Country code of telephone numbers. */
  dialing: z.int(),
  /** Area codes of mobile telephones, where these have their own. */
  mobileAreas: z.array(z.int()).optional(),
  domain: z.string(),
  currency: z.string(),
  divisions: z.array(
    z.strictObject({
      name: z.string(),
      /** Index of its place. */
      place: z.int(),
      timeZone: z.string(),
      /** Index of the division above it. */
      parent: z.int().optional(),
    }),
  ),
  staff: z.array(staffMember),
  firstNames: z.strictObject({ F: texts, M: texts }),
  lastNames: texts,
  companies: texts,
  /** Names of the others on a matter, by participant type. */
  others: z.record(z.string(), texts),
  places: z.array(place),
  streets: texts,
  taxCodes: z.array(z.strictObject({ code: z.string(), description: z.string(), percentage: z.string() })),
  /** A tax code no longer used. */
  formerTaxCode: z.strictObject({
    code: z.string(),
    description: z.string(),
    percentage: z.string(),
    /** Its last day, as a date. */
    until: z.string(),
    /** Index of the tax code that replaced it. */
    next: z.int(),
  }),
  /** Prices and costs of an hour, or of the whole where the name says it is a fee. */
  rates: z.array(z.strictObject({ name: z.string(), price: z.string(), cost: z.string() })),
  courts: texts,
  culturalIdentities: texts,
  languages: texts,
});

export type StaffMember = z.infer<typeof staffMember>;
export type Place = z.infer<typeof place>;
export type Parties = z.infer<typeof parties>;
export type MatterKind = z.infer<typeof matterKind>;

export type ParticipantField = z.infer<typeof participantField>;
export type CustomField = z.infer<typeof customField>;
export type FurtherCollection = z.infer<typeof furtherCollection>;

/** What the data files of a firm hold. */
const files = z.object({
  firm,
  kinds: z.array(matterKind),
  collections: z.array(furtherCollection),
  participantFields: z.array(participantField),
});

/** A law firm in words; the generator in `seed/` makes an organisation of it. */
export type Firm = z.infer<typeof firm> & Readonly<Omit<z.infer<typeof files>, "firm">>;

/** The firm that its data files describe. Throws a TypeError naming the firm and all that is wrong in its files. */
export function firmOf(name: string, inFiles: Readonly<Record<keyof z.infer<typeof files>, unknown>>): Firm {
  const read = files.safeParse(inFiles);
  if (read.error) throw new TypeError(`The data files of ${name} are wrong:\n${z.prettifyError(read.error)}`);
  const { firm: ownFirm, ...others } = read.data;
  return { ...ownFirm, ...others };
}
