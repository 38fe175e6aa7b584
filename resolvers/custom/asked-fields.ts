import type { GraphQLResolveInfo } from "graphql";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import { BadUserInput, RequestRefused } from "../../schema/errors.js";
import type { Context, ListRequest, Page } from "../context.js";
import { among } from "../filter.js";
import { callsOf } from "../selection.js";
import type { WrittenField } from "../written-field.js";
import type { FieldDefinition } from "./definitions.js";
import { ambiguousField, meantBy, severalRows, unknownField } from "./field-names.js";

/** Fields that one address asks for at most; where there are more, it asks for those of one type. */
const MAX_FIELDS_TOGETHER = 150;

/** Where values are read from. */
export interface ValueSource {
  /** The links of a value, in wire names, to its field, and to the collection or participant type of that. */
  readonly toField: string;
  readonly toGroup: string;
  readonly selection: ListRequest["selection"];
}

/** Which values an operation reads. */
interface WantedValues {
  /** Ids of fields, of all types together or of one. */
  readonly fieldIds: readonly string[];
  /** The most values that one record may have of these. */
  readonly most: number;
}

const grouped = (fields: readonly FieldDefinition[]): ReadonlyMap<string, readonly FieldDefinition[]> => {
  const types = new Map<string, FieldDefinition[]>();
  for (const each of fields) types.set(each.typeId, [...(types.get(each.typeId) ?? []), each]);
  return types;
};

/** The names with which a field is called anywhere in an operation, each once. */
export const askedNames = (context: Context, info: GraphQLResolveInfo, field: WrittenField): readonly string[] => [
  ...new Set(callsOf(context, info, field).flatMap((args) => (args as { readonly field?: string }).field ?? [])),
];

/** What a name means for a type: its field, none that this type has, or an error. */
type Found = { readonly field: FieldDefinition | undefined } | BadUserInput;

/** Custom fields as one operation names them. */
export class AskedFields {
  readonly #byType: ReadonlyMap<string, readonly FieldDefinition[]>;
  readonly #wanted = new Map<string, readonly FieldDefinition[]>();
  /** What is read of records of all types together. */
  #all: WantedValues | undefined;
  readonly #requests = new Map<string, ListRequest>();
  /** What names were found to mean: many records ask for the same few. */
  readonly #found = new Map<string, Found>();

  constructor(
    private readonly fields: readonly FieldDefinition[],
    /** The names that the operation asks for anywhere. */
    private readonly names: readonly string[],
    readonly source: ValueSource,
  ) {
    this.#byType = grouped(fields);
  }

  /**
   * The field of a type that a name means; undefined where only other types have it. Throws `BAD_USER_INPUT` for a name that no
   * field of the firm has, that may mean several, or whose field may have several values.
   */
  find(typeId: string, name: string): FieldDefinition | undefined {
    const key = JSON.stringify([typeId, name]);
    let found = this.#found.get(key);
    if (!found) this.#found.set(key, (found = this.#look(typeId, name)));
    if (found instanceof BadUserInput) throw found;
    return found.field;
  }

  #look(typeId: string, name: string): Found {
    const own = meantBy(this.#byType.get(typeId) ?? [], name);
    if (own.length > 1) return ambiguousField("field", name, own);
    const [field] = own;
    if (field?.isMultiple) return severalRows("field", field);
    if (field) return { field };
    return meantBy(this.fields, name).length === 0 ? unknownField("field", name, this.fields) : { field: undefined };
  }

  /** What is read of a record of a type: the values of all names of the operation, so that records of all types share requests. */
  requestFor(typeId: string): ListRequest {
    const all = (this.#all ??= this.#wantedOf([...this.#byType.keys()]));
    const isTooMuch = all.fieldIds.length > MAX_FIELDS_TOGETHER;
    const key = isTooMuch ? typeId : "";
    let request = this.#requests.get(key);
    if (!request) {
      const { fieldIds, most } = isTooMuch ? this.#wantedOf([typeId]) : all;
      this.#requests.set(key, (request = this.#request(this.source.toField, fieldIds, most)));
    }
    return request;
  }

  /** The same where values cannot be filtered by their fields: all values of the collections or participant types of these. */
  requestByGroupFor(typeId: string): ListRequest {
    const fields = this.#wantedOfType(typeId);
    const ids = [...new Set(fields.map(({ groupId }) => groupId))];
    const most = (this.#byType.get(typeId) ?? []).filter(({ groupId }) => ids.includes(groupId)).length;
    return this.#request(this.source.toGroup, ids, most);
  }

  /** What would be read where nothing is known of the firm's fields: one value for each name. */
  madeUpRequest(): ListRequest {
    return this.#request(
      this.source.toField,
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
    return {
      query: { conditions: [among(name, values)], order: [] },
      range: { offset: 0, limit: most },
      selection: this.source.selection,
    };
  }
}

/**
 * The values of a record that an operation asks for, be it a matter or a participant: filtered by their fields where Actionstep
 * takes that, else by what their fields belong to.
 */
export async function valuesBehind(
  { records }: Context,
  back: ReverseConnection,
  parentId: string,
  fields: AskedFields,
  typeId: string,
): Promise<Page> {
  const { source } = back;
  const { toField } = fields.source;
  if (!records.isFilterRefused(source, toField))
    try {
      return await records.pageOfChildren(back, parentId, fields.requestFor(typeId));
    } catch (error) {
      if (!(error instanceof BadUserInput || error instanceof RequestRefused)) throw error;
      records.noteRefusedFilter(source, toField);
    }
  return records.pageOfChildren(back, parentId, fields.requestByGroupFor(typeId));
}
