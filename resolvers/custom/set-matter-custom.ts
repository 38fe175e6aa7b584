import type { GraphQLResolveInfo } from "graphql";
import type { CustomValueInput, SetMatterCustomInput } from "../../schema/custom/inputs.js";
import { checkedValue } from "../../schema/custom/stored-text.js";
import type { UserError } from "../../schema/derive/payload.js";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import { BadUserInput, NotFound } from "../../schema/errors.js";
import { DataCollectionRecordValue } from "../../schema/resources/data-collection-record-value.js";
import { DataCollectionRecord } from "../../schema/resources/data-collection-record.js";
import { Matter } from "../../schema/resources/matter.js";
import { Participant } from "../../schema/resources/participant.js";
import { linkTo, resourceOf } from "../../schema/vocabulary/resource.js";
import { LINKS, type Context, type RestRecord } from "../context.js";
import type { Call } from "../define.js";
import { among } from "../filter.js";
import { restIdOf } from "../ids.js";
import { ownRows, ownSelection, selectionBelow } from "../selection.js";
import type { WrittenField } from "../written-field.js";
import { tooLong, tooMany, userError, userErrorsOf, type InputPath } from "../write-drafts.js";
import { choicesOf, choicesOfField } from "./custom-value.js";
import { definitionsOf, neededOfDefinitions, type Definitions, type FieldDefinition } from "./definitions.js";
import { ambiguousField, meantBy, unknownField } from "./field-names.js";
import { storeTexts } from "./stored-texts.js";
import type { RecordInGraph } from "./matter-records.js";

const matter = resourceOf(Matter);
const record = resourceOf(DataCollectionRecord);
const value = resourceOf(DataCollectionRecordValue);

const toMatterType = linkTo(matter, "MatterType");
const toMatter = linkTo(record, matter.type);
const toCollection = linkTo(record, "DataCollection");
const ofMatter: ReverseConnection = { name: record.many, source: record, link: toMatter };

const INPUT: InputPath = ["input"];
const VALUES: InputPath = [...INPUT, "values"];

/** The mutation, as far as it has to be known before it is resolved. */
export const setMatterCustom: WrittenField = {
  type: "Mutation",
  name: "setMatterCustom",
  needs: [
    [matter, toMatterType.wire],
    [record, "id", "canWrite", toMatter.wire, toCollection.wire],
    ...neededOfDefinitions,
    ...choicesOfField.needs,
  ],
};

/** Rows of one matter that are looked at, of collections that should have one each. */
const MAX_RECORDS = 200;

/** A write that is not accepted. */
class Refused {
  constructor(readonly userErrors: readonly UserError[]) {}
}

/** What is answered, in the graph. */
interface Answered {
  readonly matter: unknown;
  readonly record: RecordInGraph | null;
  readonly userErrors: readonly UserError[];
}

const refused = (userErrors: readonly UserError[]): Answered => ({ matter: null, record: null, userErrors });

/** Fills in custom fields of a matter: everything is checked before anything is sent. */
export async function writeMatterCustom(call: Call<{ readonly input: SetMatterCustomInput }>): Promise<Answered> {
  const { context, info } = call;
  const { input } = call.args;
  for (const each of [matter, record, value]) context.viewer.requireScope(each);
  const matterId = restIdOf(matter, "input.matterId", input.matterId);
  const recordId = input.recordId == null ? undefined : restIdOf(record, "input.recordId", input.recordId);
  if (input.values.length === 0) return refused([userError("NOTHING_TO_WRITE", VALUES)]);
  const excess = tooMany(input.values.length, VALUES);
  if (excess.length > 0) return refused(excess);
  const [definitions, found] = await Promise.all([
    definitionsOf(context, info),
    context.records.one(matterId, ownSelection(context, info, matter)),
  ]);
  if (!found) throw new NotFound(`${matter.type} ${matterId}`);
  const fields = input.values.map(({ field }, index) => fieldNamed(definitions, found, field, `input.values.${index}.field`));
  const checked = await checkedAll(input.values, fields, context, info);
  if (checked instanceof Refused) return refused(checked.userErrors);
  const rows =
    recordId === undefined
      ? await rowsFor(new Set(fields), matterId, context, info)
      : await rowOf(recordId, fields, matterId, context, info);
  if (rows instanceof Refused) return refused(rows.userErrors);
  const errors = await save(fields, checked, rows, context, input.values);
  if (errors.length > 0) return refused(errors);
  const matterSelection = selectionBelow(context, info, matter, "matter");
  const [only] = rows.size === 1 ? rows : [];
  return {
    matter: matterSelection ? await context.records.one(matterId, matterSelection) : null,
    record: only ? { id: `${record.type}:${only[1]}`, restId: only[1], fields: fieldsOf(definitions, only[0]) } : null,
    userErrors: [],
  };
}

const fieldsOf = ({ fields }: Definitions, collectionId: string): readonly FieldDefinition[] =>
  fields.filter(({ groupId }) => groupId === collectionId);

/** The field of the matter's type that a name means. Throws `BAD_USER_INPUT`. */
function fieldNamed({ fields }: Definitions, found: RestRecord, name: string, argument: string): FieldDefinition {
  const typeId = found[LINKS][toMatterType.wire];
  const own = fields.filter((field) => field.typeId === typeId);
  const meant = meantBy(own, name);
  if (meant.length > 1) throw ambiguousField(argument, name, meant);
  if (meant.length === 1) return meant[0]!;
  if (meantBy(fields, name).length === 0) throw unknownField(argument, name, own);
  throw new BadUserInput(argument, "matters of this matter's type have no such field.");
}

/** The texts that are to be stored, in the order of the values; or what is wrong with these. */
async function checkedAll(
  values: readonly CustomValueInput[],
  fields: readonly FieldDefinition[],
  context: Context,
  info: GraphQLResolveInfo,
): Promise<readonly (string | null)[] | Refused> {
  const offered = await Promise.all(
    fields.map(async (field, index) => {
      const isChosen = values[index]!.choice != null || values[index]!.choices != null;
      return isChosen ? (await choicesOf(field, context, info)).flatMap((choice) => choice.value ?? []) : [];
    }),
  );
  const problems: UserError[] = [];
  const texts = values.map((input, index): string | null => {
    const path = [...VALUES, String(index)];
    const field = fields[index]!;
    if (fields.findIndex(({ fieldId }) => fieldId === field.fieldId) < index)
      problems.push(userError("DUPLICATE", [...path, "field"], "The same field is given twice."));
    const idOf = (id: string): string => restIdOf(resourceOf(Participant), [...path, "participantId"].join("."), id);
    const checked = checkedValue(input, { ...field, choices: offered[index]! }, idOf);
    if ("text" in checked) return checked.text;
    const { code, member, message } = checked.problem;
    problems.push(userError(code, member ? [...path, member] : path, message));
    return null;
  });
  return problems.length > 0 ? new Refused(problems) : texts;
}

/** Rows by the ids of their collections. */
type Rows = ReadonlyMap<string, string>;

const notWritable = (field: InputPath, restId: string): UserError =>
  userError("INVALID", field, `Actionstep does not let you change ${record.type} ${restId}.`);

/** The one row that all values are for. Throws `BAD_USER_INPUT` where they belong to several collections, or it is another's. */
async function rowOf(
  recordId: string,
  fields: readonly FieldDefinition[],
  matterId: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Rows | Refused> {
  const [first, other] = [...new Set(fields.map(({ groupId }) => groupId))];
  if (other !== undefined) throw new BadUserInput("input.recordId", "values of several collections cannot belong to one row.");
  const row = await context.records.one(recordId, ownSelection(context, info, record));
  if (!row) throw new NotFound(`${record.type} ${recordId}`);
  const isOwn = row[LINKS][toMatter.wire] === matterId && row[LINKS][toCollection.wire] === first;
  if (!isOwn) throw new BadUserInput("input.recordId", "this row is of another matter or another collection.");
  return row["canWrite"] === false ? new Refused([notWritable([...INPUT, "recordId"], recordId)]) : new Map([[first!, recordId]]);
}

/** The rows that values of a matter go into: the one there is of a collection, or a new one. */
async function rowsFor(
  fields: ReadonlySet<FieldDefinition>,
  matterId: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Rows | Refused> {
  const isMultiple = new Map([...fields].map((field) => [field.groupId, field.isMultiple]));
  const single = [...isMultiple].filter(([, several]) => !several).map(([id]) => id);
  const found = await existing(single, matterId, context, info);
  const locked = [...found.values()].filter((row) => row["canWrite"] === false);
  if (locked.length > 0) return new Refused(locked.map(({ restId }) => notWritable(VALUES, restId!)));
  const rows = new Map<string, string>();
  for (const [collectionId, several] of isMultiple) {
    const here = found.get(collectionId)?.restId;
    const row = here ?? (await (several ? created : madeOnce)(collectionId, matterId, context, info));
    if (row instanceof Refused) return row;
    rows.set(collectionId, row);
  }
  return rows;
}

/** The rows that a matter has of collections with one row each, by collection. Throws where there are two of one. */
async function existing(
  collections: readonly string[],
  matterId: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<ReadonlyMap<string, RestRecord>> {
  const found = new Map<string, RestRecord>();
  if (collections.length === 0) return found;
  const { rows } = await context.records.pageOfChildren(ofMatter, matterId, {
    query: { conditions: [among(toCollection.wire, collections)], order: [] },
    range: { offset: 0, limit: MAX_RECORDS },
    selection: ownRows(ownSelection(context, info, record), false, ofMatter),
  });
  for (const row of rows) {
    const id = row[LINKS][toCollection.wire];
    if (typeof id !== "string") continue;
    const other = found.get(id);
    if (other)
      throw new BadUserInput(
        "input",
        `the matter has two rows of a collection that should have one: ${record.type} ${other.restId} and ${row.restId}. Say with recordId which.`,
      );
    found.set(id, row);
  }
  return found;
}

/** Makes the row of a collection that should have one: nobody else does meanwhile, and what was made before is found. */
const madeOnce: typeof created = (collectionId, matterId, context, info) =>
  context.exclusively([record.path, matterId, collectionId], async () => {
    const here = async (): Promise<string | undefined> =>
      (await existing([collectionId], matterId, context, info)).get(collectionId)?.restId;
    const before = await here();
    if (before !== undefined) return before;
    const made = await created(collectionId, matterId, context, info);
    // Whatever was made elsewhere meanwhile, by Actionstep's own pages even, is seen now.
    return (await here()) ?? made;
  });

async function created(
  collectionId: string,
  matterId: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<string | Refused> {
  const result = await context.records.write({
    verb: "create",
    resource: record,
    drafts: [{ attributes: {}, links: { [toMatter.wire]: matterId, [toCollection.wire]: collectionId } }],
    selection: ownSelection(context, info, record),
  });
  if (result.validationErrors) return new Refused(userErrorsOf(result.validationErrors, record, [], () => INPUT));
  const restId = result.records[0]?.restId;
  if (restId === undefined) throw new NotFound(`The new ${record.type}`);
  return restId;
}

/** Writes all values in one request; resolves to what Actionstep does not accept. */
async function save(
  fields: readonly FieldDefinition[],
  texts: readonly (string | null)[],
  rows: Rows,
  context: Context,
  values: readonly CustomValueInput[],
): Promise<readonly UserError[]> {
  const ids = fields.map(({ fieldId, groupId }) => `${fieldId}--${rows.get(groupId)!}`);
  const excess = tooLong(ids, VALUES);
  if (excess.length > 0) return excess;
  const stored = ids.map((restId, index) => {
    const member = Object.keys(values[index]!).find((name) => name !== "field");
    return { restId, text: texts[index]!, place: [...VALUES, String(index), ...(member === undefined ? [] : [member])] };
  });
  return (await storeTexts(context, stored)).userErrors;
}
