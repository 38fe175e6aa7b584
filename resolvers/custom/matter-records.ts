import { OperationTypeNode, getNamedType, type GraphQLObjectType, type GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Resolver, Root } from "type-graphql";
import { CustomRecord, CustomValue } from "../../schema/custom/types.js";
import { DataCollectionRecordValue } from "../../schema/resources/data-collection-record-value.js";
import { DataCollectionRecord } from "../../schema/resources/data-collection-record.js";
import { Matter } from "../../schema/resources/matter.js";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import { BadUserInput } from "../../schema/errors.js";
import { quoted } from "../../schema/quote.js";
import { linkTo, resourceOf } from "../../schema/vocabulary/resource.js";
import { connectionRequests, type ConnectionArguments } from "../connection-request.js";
import { LINKS, type Context, type Page, type RestRecord } from "../context.js";
import { edgesOf, once, pageInfo } from "../connection.js";
import type { Call } from "../define.js";
import { among } from "../filter.js";
import type { RowRange } from "../row-range.js";
import { fieldsBelow } from "../selected-fields.js";
import { callsOf, ownRows, ownSelection } from "../selection.js";
import type { WrittenField } from "../written-field.js";
import { askedNames } from "./asked-fields.js";
import { shown } from "./custom-value.js";
import {
  definitionsOf,
  neededOfDefinitions,
  type CollectionDefinition,
  type Definitions,
  type FieldDefinition,
} from "./definitions.js";
import { ambiguousField, meantBy, nearest, unknownField } from "./field-names.js";

const matter = resourceOf(Matter);
const record = resourceOf(DataCollectionRecord);
const value = resourceOf(DataCollectionRecordValue);

const toMatterType = linkTo(matter, "MatterType");
const ofMatter: ReverseConnection = { name: record.many, source: record, link: linkTo(record, matter.type) };
const toCollection = linkTo(record, "DataCollection");
const ofRecord: ReverseConnection = { name: value.many, source: value, link: linkTo(value, record.type) };
const toField = linkTo(value, "DataCollectionField");

/** `Matter.customRecords`, as far as it has to be known before it is resolved. */
export const matterRecords: WrittenField = {
  type: matter.type,
  name: "customRecords",
  readsMore: true,
  needs: [[matter, toMatterType.wire], ...neededOfDefinitions, [record, "id", ofMatter.link.wire, toCollection.wire]],
  ahead: (context, info) => void definitionsOf(context, info).catch(() => undefined),
};

const neededOfRecordValues: WrittenField["needs"] = [
  [value, "id", "stringValue", "last_modified_time_stamp", ofRecord.link.wire, toField.wire],
];
/** `CustomRecord.custom` and `CustomRecord.values`. */
export const recordCustom: WrittenField = { type: "CustomRecord", name: "custom", needs: neededOfRecordValues };
export const recordValues: WrittenField = { type: "CustomRecord", name: "values", needs: neededOfRecordValues };

/** Fields of one collection of which one record may have values. */
const MAX_VALUES = 1_000;

/** A row of a collection, with the fields of that. */
export interface RecordInGraph extends CustomRecord {
  readonly fields: readonly FieldDefinition[];
}

/** The arguments of `customRecords`. */
export interface RecordsArguments extends Pick<ConnectionArguments, "first" | "after"> {
  readonly collection: string;
}

const withoutCase = (text: string): string => text.toLowerCase();

/** The collections that a name means: as it is written, else without regard to case. Throws `BAD_USER_INPUT` where none has it. */
function collectionsNamed({ collections }: Definitions, name: string): readonly CollectionDefinition[] {
  const exact = collections.filter((each) => each.name === name);
  const found = exact.length > 0 ? exact : collections.filter((each) => withoutCase(each.name) === withoutCase(name));
  if (found.length > 0) return found;
  const names = nearest(
    collections.map((each) => each.name),
    name,
  );
  const instead = names.length > 0 ? `; did you mean ${names.map(quoted).join(", ")}?` : ".";
  throw new BadUserInput("collection", `no collection is called ${quoted(name)}${instead}`);
}

/** The rows that one matter has of a collection. An error, of an argument too, is thrown by `nodes` or `edges`, which are nullable. */
export function recordsOfMatter(call: Call<RecordsArguments>): object {
  const { args, root } = call;
  const request = once(() => connectionRequests(record, args)(`${args.collection}:${root.restId}`));
  const page = once(() => pageOfRecords(call, request().range));
  const nodes = async (): Promise<RecordInGraph[]> => {
    const { rows, fields } = await page();
    return rows.map((row) => ({ id: row.id!, restId: row.restId!, fields }));
  };
  return {
    nodes,
    edges: async () => {
      const read = await nodes();
      return edgesOf(await page(), request().cursorAt).map(({ cursor }, index) => ({ node: read[index]!, cursor }));
    },
    totalCount: async () => (await page()).total,
    pageInfo: async () => {
      const { total = 0, ...read } = await page();
      return pageInfo(request(), total, read);
    },
  };
}

async function pageOfRecords(
  { root, args, context, info }: Call<RecordsArguments>,
  range: RowRange,
): Promise<Page & Pick<RecordInGraph, "fields">> {
  const { records, viewer } = context;
  viewer.requireScope(record);
  const definitions = await definitionsOf(context, info);
  const found = definitions.isUnknown ? [] : collectionsNamed(definitions, args.collection);
  const typeId = root[LINKS][toMatterType.wire];
  const own = records.isMadeUp ? found : found.filter(({ matterTypeId }) => matterTypeId === typeId);
  const fields = own.flatMap((collection) => collection.fields);
  if (own.length === 0 && !records.isMadeUp) return { rows: [], offset: 0, total: 0, fields };
  // Of all matter types together, so that matters of several types share requests.
  const ids = definitions.isUnknown ? ["~1"] : found.map(({ collectionId }) => collectionId);
  const wantsTotal = [...fieldsBelow(info, getNamedType(info.returnType) as GraphQLObjectType, info.fieldNodes).values()].some(
    ([first]) => first!.name.value === "pageInfo" || first!.name.value === "totalCount",
  );
  const page = await records.pageOfChildren(ofMatter, root.restId!, {
    query: { conditions: [among(toCollection.wire, ids)], order: [] },
    range,
    selection: ownRows(ownSelection(context, info, record), wantsTotal, ofMatter),
  });
  return { ...page, fields };
}

/** The stored values of a record, by the ids of their fields: those that the operation asks for anywhere of such records. */
async function valuesOf(
  { restId, fields }: RecordInGraph,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<ReadonlyMap<unknown, RestRecord>> {
  context.viewer.requireScope(value);
  const wantsAll = callsOf(context, info, recordValues).length > 0 || info.operation.operation !== OperationTypeNode.QUERY;
  const names = askedNames(context, info, recordCustom);
  const ids = [...new Set(names.flatMap((name) => meantBy(fields, name)).map(({ fieldId }) => fieldId))].sort();
  const conditions = wantsAll ? [] : [among(toField.wire, ids)];
  const page = await context.records.pageOfChildren(ofRecord, restId, {
    query: { conditions, order: [] },
    range: { offset: 0, limit: wantsAll ? Math.min(MAX_VALUES, Math.max(1, fields.length)) : ids.length },
    selection: ownRows(ownSelection(context, info, value), false, ofRecord),
  });
  return new Map(page.rows.map((row) => [row[LINKS][toField.wire], row]));
}

/** What one row of a collection holds. */
@Resolver(() => CustomRecord)
export class CustomRecordResolver {
  @FieldResolver(() => CustomValue, {
    nullable: true,
    description: "What the row holds in one of the fields of its collection; null where nothing was ever stored.",
  })
  async custom(
    @Root() root: RecordInGraph,
    @Arg("field", () => String, { description: "The field's name, or `collection.field`." }) name: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CustomValue | null> {
    const meant = meantBy(root.fields, name);
    if (meant.length > 1) throw ambiguousField("field", name, meant);
    const [definition] = meant;
    if (!definition && !context.records.isMadeUp) throw unknownField("field", name, root.fields);
    const row = (await valuesOf(root, context, info)).get(definition?.fieldId);
    return row && definition ? shown({ definition, row }) : null;
  }

  @FieldResolver(() => [CustomValue], { nullable: true, description: "All that the row holds, in the order of the form." })
  async values(
    @Root() root: RecordInGraph,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly CustomValue[]> {
    const rows = await valuesOf(root, context, info);
    return root.fields.flatMap((definition) => {
      const row = rows.get(definition.fieldId);
      return row ? [shown({ definition, row })] : [];
    });
  }
}
