import type { GraphQLResolveInfo } from "graphql";
import { ParticipantDataFieldValue } from "../../schema/resources/participant-data-field-value.js";
import { ParticipantTypeDataField } from "../../schema/resources/participant-type-data-field.js";
import { ParticipantType } from "../../schema/resources/participant-type.js";
import { Participant } from "../../schema/resources/participant.js";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import { linkTo, resourceOf } from "../../schema/vocabulary/resource.js";
import { LINKS, type Context, type RestRecord } from "../context.js";
import { ownRows, ownSelection } from "../selection.js";
import type { WrittenField } from "../written-field.js";
import { AskedFields, askedNames, valuesBehind } from "./asked-fields.js";
import type { StoredValue } from "./custom-value.js";
import { describedField, idOf, oncePerQuery, readFields, type FieldDefinition } from "./definitions.js";

const participant = resourceOf(Participant);
const participantType = resourceOf(ParticipantType);
const field = resourceOf(ParticipantTypeDataField);
const value = resourceOf(ParticipantDataFieldValue);

const toType = linkTo(field, participantType.type);
const back: ReverseConnection = { name: value.many, source: value, link: linkTo(value, participant.type) };
const toField = linkTo(value, field.type);

/** All participants are of one type, where matters are of several: any of them may be of any participant type. */
const ANY = "";

/** `Participant.custom`, as far as it has to be known before it is resolved. */
export const participantCustom: WrittenField = {
  type: participant.type,
  name: "custom",
  readsMore: true,
  needs: [
    [field, "id", "name", "label", "dataType", "required", "formOrder", "limitUseToMatterOnly", toType.wire],
    [participantType, "id", "name"],
    [value, "id", "stringValue", back.link.wire, toField.wire],
  ],
  ahead: (context, info) => void fieldsOf(context, info).catch(() => undefined),
};

/** The fields of participants, as one operation names them. */
interface Known {
  readonly asked: AskedFields;
  /** Whether nothing is known of them: the operation is explained, and they were not read before. */
  readonly isUnknown: boolean;
}

async function read(context: Context, info: GraphQLResolveInfo): Promise<Known> {
  const { records, viewer } = context;
  for (const each of [field, participantType]) viewer.requireScope(each);
  const behind = ownSelection(context, info, participantType);
  const { rows, owners } = await readFields(context, ownSelection(context, info, field, [[toType, behind]]), behind, toType);
  const fields = rows.flatMap((row): FieldDefinition[] => {
    const owner = owners.get(idOf(row, toType) ?? "");
    const described = owner && describedField(row, owner, ANY);
    return described ? [{ ...described, isOfParticipants: true, isLimitedToMatters: row["limitUseToMatterOnly"] === true }] : [];
  });
  const selection = ownRows(ownSelection(context, info, value), false, back);
  const source = { toField: toField.wire, toGroup: linkTo(value, participantType.type).wire, selection };
  return {
    asked: new AskedFields(fields, askedNames(context, info, participantCustom), source),
    isUnknown: records.isMadeUp && fields.length === 0,
  };
}

const fieldsOf = oncePerQuery(read);

/** What a participant has in the field of a name; null where nothing was stored, or where it is told for each matter only. */
export async function valueOfParticipant(
  root: RestRecord,
  name: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<StoredValue | null> {
  const { records, viewer } = context;
  viewer.requireScope(value);
  const { asked, isUnknown } = await fieldsOf(context, info);
  if (records.isMadeUp) {
    await records.pageOfChildren(back, root.restId!, isUnknown ? asked.madeUpRequest() : asked.requestFor(ANY));
    return null;
  }
  const definition = asked.find(ANY, name);
  // Actionstep's documented resources hold no value of a participant for one matter (protocol 11).
  if (!definition || definition.isLimitedToMatters) return null;
  const { rows } = await valuesBehind(context, back, root.restId!, asked, ANY);
  const row = rows.find((each) => each[LINKS][toField.wire] === definition.fieldId);
  return row ? { definition, row } : null;
}
