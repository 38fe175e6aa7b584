/** A query whose cost is looked at. */
export interface Shape {
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The shapes that apps ask for, from one list to a tree of lists. */
export const shapes: readonly Shape[] = [
  {
    name: "50 matters, each with four links",
    query: `{ matters(first: 50) { nodes { name assignedTo { displayName } division { participant { displayName } } step { stepName } primaryParticipants { displayName } } } }`,
  },
  {
    name: "one matter with three lists of 20, a person in each row",
    query: `{ matter(id: "1") { name tasks(first: 20) { nodes { name assignee { displayName } } } timeEntries(first: 20) { nodes { actualHours owner { displayName } } } fileNotes(first: 20) { nodes { text participant { displayName } } } } }`,
  },
  { name: "1000 time entries", query: `{ timeEntries(first: 1000) { nodes { actualHours billableAmount } } }` },
  {
    name: "1000 time entries, each with its owner",
    query: `{ timeEntries(first: 1000) { nodes { actualHours owner { displayName } } } }`,
  },
  {
    name: "50 matters, 10 tasks each, their people and countries",
    query: `{ matters(first: 50) { nodes { name tasks(first: 10) { nodes { name assignee { displayName physicalCountry { name } } } } } } }`,
  },
  {
    name: "50 matters with three lists of 10, a person in each row",
    query: `{ matters(first: 50) { nodes { name tasks(first: 10) { nodes { name assignee { displayName } } } timeEntries(first: 10) { nodes { actualHours owner { displayName } } } fileNotes(first: 10) { nodes { text participant { displayName } } } } } }`,
  },
  { name: "how many matters there are", query: `{ matters { totalCount } }` },
  {
    name: "30 matters and 20 people by id",
    query: `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`,
    variables: {
      ids: [
        ...Array.from({ length: 30 }, (_, id) => `Matter:${id + 1}`),
        ...Array.from({ length: 20 }, (_, id) => `Participant:${id + 1}`),
      ],
    },
  },
];
