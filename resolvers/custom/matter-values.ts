import type { GraphQLResolveInfo } from "graphql";
import { DataCollectionRecordValue } from "../../schema/resources/data-collection-record-value.js";
import { Matter } from "../../schema/resources/matter.js";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import { linkTo, resourceOf } from "../../schema/vocabulary/resource.js";
import { LINKS, type Context, type RestRecord } from "../context.js";
import { ownRows, ownSelection } from "../selection.js";
import type { WrittenField } from "../written-field.js";
import { AskedFields, askedNames, valuesBehind } from "./asked-fields.js";
import { definitionsOf, neededOfDefinitions, type Definitions } from "./definitions.js";
import type { StoredValue } from "./custom-value.js";

const matter = resourceOf(Matter);
const value = resourceOf(DataCollectionRecordValue);

const toMatter = linkTo(value, matter.type);
const toField = linkTo(value, "DataCollectionField");
const toCollection = linkTo(value, "DataCollection");
const toMatterType = linkTo(matter, "MatterType");

/** The values of one matter. */
const back: ReverseConnection = { name: value.many, source: value, link: toMatter };

/** What is read of values, in wire names. */
const neededOfValues: WrittenField["needs"] = [
  [value, "id", "stringValue", "last_modified_time_stamp", toMatter.wire, toField.wire],
];

/** `Matter.custom`, as far as it has to be known before it is resolved. */
export const matterCustom: WrittenField = {
  type: matter.type,
  name: "custom",
  readsMore: true,
  needs: [[matter, toMatterType.wire], ...neededOfDefinitions, ...neededOfValues],
  // Whatever matters there are, the descriptions of the firm's fields are needed.
  ahead: (context, info) => void definitionsOf(context, info).catch(() => undefined),
};

const known = new WeakMap<Definitions, AskedFields>();

function fieldsOf(context: Context, info: GraphQLResolveInfo, definitions: Definitions): AskedFields {
  let found = known.get(definitions);
  if (!found) {
    const rows = ownSelection(context, info, value);
    const source = { toField: toField.wire, toGroup: toCollection.wire, selection: ownRows(rows, false, back) };
    known.set(definitions, (found = new AskedFields(definitions.fields, askedNames(context, info, matterCustom), source)));
  }
  return found;
}

/** What a matter has in the field of a name; null where it has no such record yet, or where its type has no such field. */
export async function valueOfMatter(
  root: RestRecord,
  name: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<StoredValue | null> {
  const { records, viewer } = context;
  viewer.requireScope(value);
  const definitions = await definitionsOf(context, info);
  const fields = fieldsOf(context, info, definitions);
  if (records.isMadeUp) {
    await records.pageOfChildren(back, root.restId!, definitions.isUnknown ? fields.madeUpRequest() : fields.requestFor(""));
    return null;
  }
  const typeId = root[LINKS][toMatterType.wire];
  if (typeof typeId !== "string") return null;
  const definition = fields.find(typeId, name);
  if (!definition) return null;
  const { rows } = await valuesBehind(context, back, root.restId!, fields, typeId);
  const row = rows.find((each) => each[LINKS][toField.wire] === definition.fieldId);
  return row ? { definition, row } : null;
}
