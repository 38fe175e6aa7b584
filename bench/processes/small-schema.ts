/** The part of the graph that the bench asks for, as one would write it by hand. */
export const typeDefs = `
  enum MatterStatus { ACTIVE INACTIVE TEMPLATE CLOSED }
  type Query { matters(first: Int): MatterConnection! matter(id: ID!): Matter }
  type MatterConnection { nodes: [Matter!] }
  type Matter {
    id: ID! name: String! reference: String priority: Int! status: MatterStatus! statusTimestamp: String!
    createdTimestamp: String! modifiedTimestamp: String! lastAccessTimestamp: String isDeleted: Boolean! isFavorite: Boolean!
    isBillableOverride: Boolean
    assignedTo: Participant division: Division step: Step primaryParticipants: [Participant!]
  }
  type Participant { id: ID! displayName: String! }
  type Division { restId: ID! }
  type Step { stepName: String! }
`;

/** A row as Actionstep sends it. */
export type Row = Readonly<Record<string, unknown>> & { readonly links?: Readonly<Record<string, unknown>> };

/** Rows of an answer: one comes as an object, several as an array. */
export const rowsOf = (body: unknown, collection: string): readonly Row[] => {
  const rows = (body as Record<string, Row | readonly Row[]>)[collection] ?? [];
  return Array.isArray(rows) ? (rows as readonly Row[]) : [rows as Row];
};

/** Loads a record by its id; the collections are those of the links below. */
export type LoadOne<Context> = (context: Context, collection: string, id: string) => Promise<Row | undefined>;

const flag = (wire: unknown): boolean | null => (wire === null || wire === undefined ? null : wire === "T");

/** Resolvers of everything below the root. */
export const matterResolvers = <Context>(one: LoadOne<Context>) => {
  const link = (name: string, collection: string) => (row: Row, _: unknown, context: Context) => {
    const id = row.links?.[name] as string | null | undefined;
    return id ? one(context, collection, id) : null;
  };
  return {
    MatterStatus: { ACTIVE: "Active", INACTIVE: "Inactive", TEMPLATE: "Template", CLOSED: "Closed" },
    Matter: {
      id: (row: Row) => `Matter:${String(row["id"])}`,
      isDeleted: (row: Row) => flag(row["isDeleted"]),
      isFavorite: (row: Row) => flag(row["isFavorite"]),
      isBillableOverride: (row: Row) => flag(row["isBillableOverride"]),
      assignedTo: link("assignedTo", "participants"),
      division: link("division", "divisions"),
      step: link("step", "steps"),
      primaryParticipants: (row: Row, _: unknown, context: Context) =>
        Promise.all([row.links?.["primaryParticipants"] ?? []].flat().map((id) => one(context, "participants", id as string))),
    },
    Division: { restId: (row: Row) => row["id"] },
  };
};
