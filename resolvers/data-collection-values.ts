import { GraphQLID } from "graphql";
import { NotFound } from "../schema/errors.js";
import { payloadOf } from "../schema/derive/payload.js";
import { USER_ERRORS } from "../schema/derive/names.js";
import { DataCollectionField } from "../schema/resources/data-collection-field.js";
import { DataCollectionRecordValue } from "../schema/resources/data-collection-record-value.js";
import { DataCollectionRecord } from "../schema/resources/data-collection-record.js";
import { linkTo, resourceOf } from "../schema/vocabulary/resource.js";
import { DataCollectionValueInput } from "../schema/workflow/inputs.js";
import { LINKS, type Context } from "./context.js";
import { defineResolver, type Call, type ResolverClass } from "./define.js";
import { MAX_AT_ONCE, tooLong, tooMany, userError } from "./write-drafts.js";
import { storeTexts } from "./custom/stored-texts.js";
import { restIdOf } from "./ids.js";
import { selectionBelow } from "./selection.js";

const record = resourceOf(DataCollectionRecord);
const field = resourceOf(DataCollectionField);
const value = resourceOf(DataCollectionRecordValue);
const collectionLink = linkTo(record, "DataCollection");

const payload = payloadOf(
  "SetDataCollectionValuesPayload",
  value.many,
  [DataCollectionRecordValue],
  false,
  "The values as they are now; empty when nothing was written.",
);

interface Arguments {
  readonly recordId: string;
  readonly values: readonly DataCollectionValueInput[];
}

/** `setDataCollectionValues`: several custom fields of one record, in one request. */
export function dataCollectionValues(): ResolverClass {
  const resolver = defineResolver("DataCollectionValuesMutations");
  resolver.mutation<Arguments>({
    name: "setDataCollectionValues",
    type: payload.type,
    nullable: true,
    description: `Fills in several custom fields of one record of a data collection in one request. At most ${MAX_AT_ONCE}. Fields that are named rather than given by id cost a request more, for the record.`,
    args: [
      { name: "recordId", type: GraphQLID, description: "Id of the DataCollectionRecord." },
      { name: "values", type: [DataCollectionValueInput], description: "Which fields, and what they are to hold." },
    ],
    resolve: setValues,
  });
  return resolver;
}

async function setValues({ args, context, info }: Call<Arguments>): Promise<Readonly<Record<string, unknown>>> {
  const { values } = args;
  context.viewer.requireScope(value);
  const recordId = restIdOf(record, "recordId", args.recordId);
  const answer = (rows: readonly unknown[], problems: readonly unknown[]): Readonly<Record<string, unknown>> => ({
    [payload.member]: rows,
    [USER_ERRORS]: problems,
  });
  const excess = tooMany(values.length, ["values"]);
  if (excess.length > 0) return answer([], excess);
  const fields = values.map((each, index) => restIdOf(field, `values.${index}.field`, each.field));
  const isNamed = (id: string): boolean => !id.includes("--");
  const collection = fields.some(isNamed) ? await collectionOf(context, recordId) : undefined;
  const ids = fields.map((id) => `${isNamed(id) ? `${collection!}--${id}` : id}--${recordId}`);
  const twice = ids.flatMap((id, index) =>
    ids.indexOf(id) < index ? [userError("DUPLICATE", ["values", String(index), "field"])] : [],
  );
  const problems = [...twice, ...tooLong(ids, ["values"])];
  if (problems.length > 0 || ids.length === 0) return answer([], problems);
  const texts = ids.map((restId, index) => ({
    restId,
    text: values[index]!.value ?? null,
    place: ["values", String(index), "value"],
  }));
  const stored = await storeTexts(context, texts, selectionBelow(context, info, value, payload.member));
  return answer(stored.values, stored.userErrors);
}

/** The data collection a record belongs to, which is part of its values' ids. */
async function collectionOf({ records }: Context, recordId: string): Promise<string> {
  const found = await records.one(recordId, {
    resource: record,
    links: new Map(),
    lists: [],
    fields: new Map([[record.path, new Set(["id", collectionLink.wire])]]),
  });
  const id = found?.[LINKS][collectionLink.wire];
  const unreadable = found?.[collectionLink.name];
  if (unreadable instanceof Error) throw unreadable;
  if (typeof id !== "string") throw new NotFound(`${record.type} ${recordId}`);
  return id;
}
