import type { GraphQLResolveInfo } from "graphql";
import { DataCollectionRecordValue } from "../../schema/resources/data-collection-record-value.js";
import { Matter } from "../../schema/resources/matter.js";
import { BadUserInput, RequestRefused } from "../../schema/errors.js";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import { resourceOf } from "../../schema/vocabulary/resource.js";
import { LINKS, type Context, type ListRequest, type Page, type RestRecord } from "../context.js";
import { callsOf, ownRows, ownSelection } from "../selection.js";
import type { WrittenField } from "../written-field.js";
import { definitionsOf, linkTo, neededOfDefinitions, type Definitions, type FieldDefinition } from "./definitions.js";
import type { StoredValue } from "./custom-value.js";
import { ambiguousField, meantBy, severalRows, unknownField } from "./field-names.js";

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

/** Fields that one address asks for at most; where there are more, it asks for those of one matter type. */
const MAX_FIELDS_TOGETHER = 150;

/** Which values an operation reads of matters. */
interface WantedValues {
  /** Ids of fields, of all matter types together or of one. */
  readonly fieldIds: readonly string[];
  /** The most values that one matter may have of these. */
  readonly most: number;
}

const grouped = (fields: readonly FieldDefinition[]): ReadonlyMap<string, readonly FieldDefinition[]> => {
  const types = new Map<string, FieldDefinition[]>();
  for (const each of fields) types.set(each.matterTypeId, [...(types.get(each.matterTypeId) ?? []), each]);
  return types;
};

/** The custom fields of matters as one operation names them. */
class MatterFields {
  readonly #byType: ReadonlyMap<string, readonly FieldDefinition[]>;
  readonly #wanted = new Map<string, readonly FieldDefinition[]>();
  readonly #requests = new Map<string, ListRequest>();

  constructor(
    private readonly definitions: Definitions,
    /** The names that the operation asks for anywhere. */
    private readonly names: readonly string[],
    private readonly selection: ListRequest["selection"],
  ) {
    this.#byType = grouped(definitions.fields);
  }

  /**
   * The field of a matter type that a name means; undefined where matters of other types have it. Throws `BAD_USER_INPUT`
   * for a name that no field of the firm has, that may mean several, or whose field may have several values.
   */
  find(typeId: string, name: string): FieldDefinition | undefined {
    const own = meantBy(this.#byType.get(typeId) ?? [], name);
    if (own.length > 1) throw ambiguousField("field", name, own);
    const [only] = own;
    if (!only) {
      if (meantBy(this.definitions.fields, name).length === 0) throw unknownField("field", name, this.definitions.fields);
      return undefined;
    }
    if (only.isMultiple) throw severalRows("field", only);
    return only;
  }

  /** What is read of a matter of a type: the values of all names of the operation, so that matters share requests. */
  requestFor(typeId: string): ListRequest {
    const all = this.#wantedOf([...this.#byType.keys()]);
    const isTooMuch = all.fieldIds.length > MAX_FIELDS_TOGETHER;
    const key = isTooMuch ? typeId : "";
    let request = this.#requests.get(key);
    if (!request) {
      const { fieldIds, most } = isTooMuch ? this.#wantedOf([typeId]) : all;
      this.#requests.set(key, (request = this.#request(toField.wire, fieldIds, most)));
    }
    return request;
  }

  /** The same where values cannot be filtered by their fields: all values of the collections of these. */
  requestByCollectionFor(typeId: string): ListRequest {
    const fields = this.#wantedOfType(typeId);
    const ids = [...new Set(fields.map(({ groupId }) => groupId))];
    const most = (this.#byType.get(typeId) ?? []).filter(({ groupId }) => ids.includes(groupId)).length;
    return this.#request(toCollection.wire, ids, most);
  }

  /** What would be read where nothing is known of the firm's fields: one value for each name. */
  madeUpRequest(): ListRequest {
    return this.#request(
      toField.wire,
      this.names.map((_, index) => `~${index + 1}`),
      this.names.length,
    );
  }

  #wantedOf(types: readonly string[]): WantedValues {
    const wanted = types.map((type) => this.#wantedOfType(type));
    return {
      fieldIds: wanted.flat().map(({ fieldId }) => fieldId),
      most: Math.max(0, ...wanted.map((fields) => fields.length)),
    };
  }

  #wantedOfType(type: string): readonly FieldDefinition[] {
    let found = this.#wanted.get(type);
    if (!found) {
      const single = this.names.flatMap((name) => {
        const own = meantBy(this.#byType.get(type) ?? [], name);
        return own.length === 1 && !own[0]!.isMultiple ? own : [];
      });
      this.#wanted.set(type, (found = [...new Set(single)]));
    }
    return found;
  }

  #request(name: string, values: readonly string[], most: number): ListRequest {
    const conditions = [{ path: [], name, comparator: values.length === 1 ? "eq" : "in", values }] as const;
    return { query: { conditions, order: [] }, range: { offset: 0, limit: most }, selection: this.selection };
  }
}

const known = new WeakMap<Definitions, MatterFields>();

function fieldsOf(context: Context, info: GraphQLResolveInfo, definitions: Definitions): MatterFields {
  let found = known.get(definitions);
  if (!found) {
    const names = callsOf(context, info, matterCustom).flatMap((args) => (args as { readonly field?: string }).field ?? []);
    const rows = ownSelection(context, info, value);
    known.set(definitions, (found = new MatterFields(definitions, [...new Set(names)], ownRows(rows, false, back))));
  }
  return found;
}

/** The values of a matter that the operation asks for. */
async function pageOf({ records }: Context, matterId: string, typeId: string, fields: MatterFields): Promise<Page> {
  if (!records.isFilterRefused(value, toField.wire))
    try {
      return await records.pageOfChildren(back, matterId, fields.requestFor(typeId));
    } catch (error) {
      if (!(error instanceof BadUserInput || error instanceof RequestRefused)) throw error;
      records.noteRefusedFilter(value, toField.wire);
    }
  return records.pageOfChildren(back, matterId, fields.requestByCollectionFor(typeId));
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
  const { rows } = await pageOf(context, root.restId!, typeId, fields);
  const row = rows.find((each) => each[LINKS][toField.wire] === definition.fieldId);
  return row ? { definition, row } : null;
}
