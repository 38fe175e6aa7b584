/** A query, or several at once, whose cost is looked at. */
export interface Shape {
  readonly name: string;
  readonly query: string;
  /** The variables of each operation; several are sent within one tick. One without any, if nothing is said. */
  readonly operations?: readonly Readonly<Record<string, unknown>>[];
  /** Why it cannot be run. */
  readonly missing?: string;
}

const ids = (type: string, count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => `${type}:${from + index}`);

/** The shapes that apps ask for, from one list to a tree of lists. */
export const shapes: readonly Shape[] = [
  {
    name: "S1 50 matters, each with four links",
    query: `{ matters(first: 50) { nodes { name assignedTo { displayName } division { restId } step { stepName } primaryParticipants { displayName } } } }`,
  },
  {
    name: "S2 one matter, three lists of 20, a person in each row",
    query: `{ matter(id: "1") { name
      tasks(first: 20) { nodes { name assignee { displayName } } }
      timeEntries(first: 20) { nodes { actualHours owner { displayName } } }
      fileNotes(first: 20) { nodes { text participant { displayName } } } } }`,
  },
  { name: "S3 1000 time entries", query: `{ timeEntries(first: 1000) { nodes { actualHours billableAmount } } }` },
  {
    name: "S3b 1000 time entries, each with its owner",
    query: `{ timeEntries(first: 1000) { nodes { actualHours owner { displayName } } } }`,
  },
  {
    name: "S4 50 matters, 10 tasks each, people and countries",
    query: `{ matters(first: 50) { nodes { name tasks(first: 10) { nodes { name assignee { displayName physicalCountry { name } } } } } } }`,
  },
  {
    name: "S5 50 matters, three lists of 10, a person in each row",
    query: `{ matters(first: 50) { nodes { name
      tasks(first: 10) { nodes { name assignee { displayName } } }
      timeEntries(first: 10) { nodes { actualHours owner { displayName } } }
      fileNotes(first: 10) { nodes { text participant { displayName } } } } } }`,
  },
  {
    name: "S6 8 operations at once, 10 people each",
    query: `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Participant { displayName } } }`,
    operations: Array.from({ length: 8 }, (_, index) => ({ ids: ids("Participant", 10, 10 * index + 1) })),
  },
  { name: "S8 how many matters there are", query: `{ matters { totalCount } }` },
  { name: "S9 a task changed, with its links", query: "", missing: "the graph has no writes yet" },
  {
    name: "S10 30 matters and 20 people by id",
    query: `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`,
    operations: [{ ids: [...ids("Matter", 30), ...ids("Participant", 20)] }],
  },
];

/** The 12 fields of the list that is measured. */
export const LIST_FIELDS = [
  ...["id", "name", "reference", "priority", "status", "statusTimestamp", "createdTimestamp", "modifiedTimestamp"],
  ...["lastAccessTimestamp", "isDeleted", "isFavorite", "isBillableOverride"],
];
