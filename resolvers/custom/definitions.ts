import { OperationTypeNode, type GraphQLResolveInfo } from "graphql";
import { dataTypeOf, type DataType } from "../../schema/custom/kind.js";
import type { CustomCollection, CustomField } from "../../schema/custom/types.js";
import { DataCollectionField } from "../../schema/resources/data-collection-field.js";
import { DataCollection } from "../../schema/resources/data-collection.js";
import { linkTo, resourceOf, type Link } from "../../schema/vocabulary/resource.js";
import { LINKS, type Context, type RestRecord } from "../context.js";
import { MAX_PAGE_SIZE } from "../row-range.js";
import { ownRows, ownSelection, type Selection } from "../selection.js";
import type { WrittenField } from "../written-field.js";
import type { NamedField } from "./field-names.js";

const field = resourceOf(DataCollectionField);
const collection = resourceOf(DataCollection);

const toCollection = linkTo(field, collection.type);
const toMatterType = linkTo(collection, "MatterType");

/** What is needed of the descriptions of a firm's fields, in wire names. */
export const neededOfDefinitions: WrittenField["needs"] = [
  [field, "id", "name", "label", "dataType", "required", "formOrder", toCollection.wire],
  [collection, "id", "name", "label", "order", "multipleRecords", toMatterType.wire],
];

/** Fields of a firm that are known at most, in a hundred collections or so. */
const MAX_FIELDS = 1_000;

/** What one field of a collection is. */
export interface FieldDefinition extends NamedField, CustomField {
  /** Actionstep's id of the field. */
  readonly fieldId: string;
  readonly dataType: DataType;
  /** Of matters, the id of the matter type that has it; all participants are of one type here. */
  readonly typeId: string;
  readonly order: number;
  /** Whether participants have it, and of those whether only for each matter. */
  readonly isOfParticipants?: true;
  readonly isLimitedToMatters?: boolean;
}

/** A collection with its fields. */
export interface CollectionDefinition extends CustomCollection {
  readonly collectionId: string;
  readonly matterTypeId: string;
  readonly order: number;
  readonly fields: readonly FieldDefinition[];
}

/** What a firm's own fields are, as far as the viewer may see them. */
export interface Definitions {
  readonly fields: readonly FieldDefinition[];
  readonly collections: readonly CollectionDefinition[];
  /** Whether nothing is known: the operation is explained, and what would be read was not read before. */
  readonly isUnknown: boolean;
}

export const idOf = (record: RestRecord, link: Link): string | undefined => {
  const id = record[LINKS][link.wire];
  return typeof id === "string" ? id : undefined;
};
export const textIn = (record: RestRecord, name: string): string | null =>
  typeof record[name] === "string" ? record[name] : null;
export const numberIn = (record: RestRecord, name: string): number => (typeof record[name] === "number" ? record[name] : 0);

/** What a field of a collection or a participant type is; undefined where its name or that of its owner is missing. */
export function describedField(row: RestRecord, owner: RestRecord, typeId: string): FieldDefinition | undefined {
  const [name, group] = [textIn(row, "name"), textIn(owner, "name")];
  if (!name || !group) return undefined;
  const dataType = dataTypeOf(row["dataType"]);
  return {
    fieldId: row.restId!,
    group,
    groupId: owner.restId!,
    name,
    label: textIn(row, "label"),
    dataType,
    kind: dataType.kind,
    isRequired: typeof row["required"] === "boolean" ? row["required"] : null,
    isMultiple: owner["multipleRecords"] === true,
    typeId,
    order: numberIn(row, "formOrder"),
  };
}

/** All fields of a firm, and what they belong to by its id. */
export async function readFields(
  { records }: Context,
  fields: Selection,
  owners: Selection,
  toOwner: Link,
): Promise<{ readonly rows: readonly RestRecord[]; readonly owners: ReadonlyMap<string, RestRecord> }> {
  const { rows } = await records.page({
    query: { conditions: [], order: [] },
    // An explained operation takes a firm that it knows nothing of to have as many as one page holds.
    range: { offset: 0, limit: records.isMadeUp ? MAX_PAGE_SIZE : MAX_FIELDS },
    selection: ownRows(fields, true),
    isReference: true,
  });
  const found = new Map<string, RestRecord>();
  const ids = [...new Set(rows.flatMap((row) => idOf(row, toOwner) ?? []))];
  await Promise.all(
    ids.map(async (id) => {
      const owner = await records.one(id, owners);
      if (owner) found.set(id, owner);
    }),
  );
  return { rows, owners: found };
}

async function read(context: Context, info: GraphQLResolveInfo): Promise<Definitions> {
  const { records, viewer } = context;
  // Without its collection and its matter type a field cannot be told from others.
  for (const each of [field, collection, resourceOf(toMatterType.target())]) viewer.requireScope(each);
  const behind = ownSelection(context, info, collection);
  const selection = ownSelection(context, info, field, [[toCollection, behind]]);
  const { rows, owners } = await readFields(context, selection, behind, toCollection);
  const fields = rows.flatMap((row) => {
    const owner = owners.get(idOf(row, toCollection) ?? "");
    const typeId = owner && idOf(owner, toMatterType);
    return typeId === undefined ? [] : (describedField(row, owner!, typeId) ?? []);
  });
  fields.sort((one, other) => one.order - other.order || one.name.localeCompare(other.name));
  const collections = [...owners].flatMap(([collectionId, owner]): CollectionDefinition[] => {
    const name = textIn(owner, "name");
    const matterTypeId = idOf(owner, toMatterType);
    if (!name || matterTypeId === undefined) return [];
    return [
      {
        collectionId,
        matterTypeId,
        name,
        label: textIn(owner, "label"),
        isMultiple: owner["multipleRecords"] === true,
        order: numberIn(owner, "order"),
        fields: fields.filter(({ groupId }) => groupId === collectionId),
      },
    ];
  });
  collections.sort((one, other) => one.order - other.order || one.name.localeCompare(other.name));
  return { fields, collections, isUnknown: records.isMadeUp && fields.length === 0 };
}

/** Has something read once for a query, and anew by each field of a mutation, which may change it. */
export function oncePerQuery<T>(
  read: (context: Context, info: GraphQLResolveInfo) => Promise<T>,
): (context: Context, info: GraphQLResolveInfo) => Promise<T> {
  const known = new WeakMap<Context, Promise<T>>();
  return (context, info) => {
    if (info.operation.operation !== OperationTypeNode.QUERY) return read(context, info);
    let found = known.get(context);
    if (!found) {
      found = read(context, info);
      // Each field that needs it tells of its failure.
      found.catch(() => undefined);
      known.set(context, found);
    }
    return found;
  };
}

/** The descriptions of the fields of matters, as far as the viewer may see them. */
export const definitionsOf = oncePerQuery(read);
