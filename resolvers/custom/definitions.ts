import { OperationTypeNode, type GraphQLResolveInfo } from "graphql";
import { dataTypeOf, type DataType } from "../../schema/custom/kind.js";
import type { CustomCollection, CustomField } from "../../schema/custom/types.js";
import { DataCollectionField } from "../../schema/resources/data-collection-field.js";
import { DataCollection } from "../../schema/resources/data-collection.js";
import { resourceOf, type Link, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { LINKS, type Context, type RestRecord } from "../context.js";
import { MAX_PAGE_SIZE } from "../row-range.js";
import { ownRows, ownSelection } from "../selection.js";
import type { WrittenField } from "../written-field.js";
import type { NamedField } from "./field-names.js";

const field = resourceOf(DataCollectionField);
const collection = resourceOf(DataCollection);

/** The one link of a resource that leads to a type. */
export const linkTo = (from: ResourceDefinition, target: string): Link =>
  from.links.find((link) => resourceOf(link.target()).type === target)!;
const toCollection = linkTo(field, collection.type);
const toMatterType = linkTo(collection, "MatterType");

/** What is needed of the descriptions of a firm's fields, in wire names. */
export const neededOfDefinitions: WrittenField["needs"] = [
  [field, "id", "name", "label", "dataType", "required", "formOrder", toCollection.wire],
  [collection, "id", "name", "label", "order", "multipleRecords", toMatterType.wire],
];

/** Fields of a firm that are known at most, in a hundred collections or so. */
export const MAX_FIELDS = 1_000;

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

function definitionOf(row: RestRecord, owner: RestRecord): FieldDefinition | undefined {
  const [name, group] = [textIn(row, "name"), textIn(owner, "name")];
  const typeId = idOf(owner, toMatterType);
  if (!name || !group || typeId === undefined) return undefined;
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

async function read(context: Context, info: GraphQLResolveInfo): Promise<Definitions> {
  const { records, viewer } = context;
  // Without its collection and its matter type a field cannot be told from others.
  for (const each of [field, collection, resourceOf(toMatterType.target())]) viewer.requireScope(each);
  const behind = ownSelection(context, info, collection);
  const rows = ownSelection(context, info, field, [[toCollection, behind]]);
  const page = await records.page({
    query: { conditions: [], order: [] },
    // An explained operation takes a firm that it knows nothing of to have as many as one page holds.
    range: { offset: 0, limit: records.isMadeUp ? MAX_PAGE_SIZE : MAX_FIELDS },
    selection: ownRows(rows, true),
    isReference: true,
  });
  const owners = new Map<string, RestRecord>();
  const ids = [...new Set(page.rows.flatMap((row) => idOf(row, toCollection) ?? []))];
  await Promise.all(
    ids.map(async (id) => {
      const owner = await records.one(id, behind);
      if (owner) owners.set(id, owner);
    }),
  );
  const fields = page.rows.flatMap((row) => {
    const owner = owners.get(idOf(row, toCollection) ?? "");
    return (owner && definitionOf(row, owner)) ?? [];
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

const known = new WeakMap<Context, Promise<Definitions>>();

/** The descriptions of the firm's fields: read once for a query, and anew by each field of a mutation, which may change them. */
export function definitionsOf(context: Context, info: GraphQLResolveInfo): Promise<Definitions> {
  if (info.operation.operation !== OperationTypeNode.QUERY) return read(context, info);
  let found = known.get(context);
  if (!found) {
    found = read(context, info);
    // Each field that needs them tells of it.
    found.catch(() => undefined);
    known.set(context, found);
  }
  return found;
}
