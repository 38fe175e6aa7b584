import people from "../firms/every-firm/people.json" with { type: "json" };
import type { ParticipantField } from "../firms/firm.js";
import type { Site } from "./site.js";

/** An extra field that participants of one type have. */
export interface DataField {
  readonly id: number;
  readonly participantType: number;
  readonly values: readonly string[];
}

/** A further field of a participant type with the ids it got. */
export interface FurtherField {
  readonly id: number;
  readonly participantType: number;
  readonly field: ParticipantField;
}

/** Participant types by what they are for. */
export interface ParticipantTypes {
  readonly individual: number;
  readonly employee: number;
  readonly company: number;
  readonly division: number;
  readonly byName: ReadonlyMap<string, number>;
  /** The fields of clients that every firm has. */
  readonly dataFields: readonly DataField[];
  /** Those that one firm alone has, of clients and of others. */
  readonly furtherFields: readonly FurtherField[];
}

/** Adds a further field of a participant type, with its choices. */
function addFurtherField({ tables, firm }: Site, field: ParticipantField, participantType: number | undefined): FurtherField {
  if (participantType === undefined)
    throw new TypeError(`${firm.name} has no participant type ${field.participantType} for ${field.name}.`);
  const { name, label, dataType, required, description, limitUseToMatterOnly, synchronizeValues, choices = [] } = field;
  const siblings = tables
    .rows("participanttypedatafields")
    .filter(({ links }) => links!["participantType"] === String(participantType));
  const id = tables.add(
    "participanttypedatafields",
    {
      name,
      dataType,
      label,
      formOrder: (siblings.length + 1) * 10,
      required: required ? "T" : "F",
      description: description ?? null,
      synchronizeValues: synchronizeValues === false ? "F" : "T",
      limitUseToMatterOnly: limitUseToMatterOnly ? "T" : "F",
    },
    { participantType },
  );
  choices.forEach((choice, order) =>
    tables.add(
      "participantdatafielddropdownchoices",
      { name: choice.label, value: choice.value, listOrder: order + 1, isDefault: "F" },
      { participantType, participantDataField: id },
    ),
  );
  return { id, participantType, field };
}

/** Participant types: what somebody is, and what they are on a matter; and the extra fields of clients. */
export function seedParticipantTypes(site: Site): ParticipantTypes {
  const { firm, tables } = site;
  const base = (name: string, companyFlag: string | null, taxNumberAlias: string | null = null): number =>
    tables.add("participanttypes", {
      name: name.replaceAll(" ", "_"),
      displayName: name,
      description: name,
      isBaseParticipantType: "T",
      companyFlag,
      taxNumberAlias,
    });
  const taxNumber = firm.country === "NZ" ? "IRD number" : "SSN/EIN";
  const [individual, employee, company, division] = [
    base("Individual", "F", taxNumber),
    base("Employee", "F"),
    base("Company", "T", taxNumber),
    base("Division", "T"),
  ];
  base("Trust", "T", taxNumber);

  const names = ["Client", ...new Set(firm.kinds.flatMap(({ role, others }) => [role, ...others]))];
  const byName = new Map(
    [...new Set(names)].map((name) => [
      name,
      tables.add("participanttypes", {
        name: name.replaceAll(" ", "_"),
        displayName: name,
        description: name === "Client" ? "Whom we act for" : null,
        isBaseParticipantType: "F",
        companyFlag: name === "Client" ? null : "T",
        taxNumberAlias: null,
      }),
    ]),
  );
  const participantType = byName.get("Client")!;
  const dataFields = people.clientFields.map(({ name, label, dataType, required, values }, index): DataField => {
    const id = tables.add(
      "participanttypedatafields",
      {
        name,
        dataType,
        label,
        formOrder: (index + 1) * 10,
        required,
        description: index === 1 ? "Ask, do not guess" : null,
        synchronizeValues: "T",
        limitUseToMatterOnly: "F",
      },
      { participantType },
    );
    if (dataType === "DropDown") {
      values.forEach((value, order) => {
        tables.add(
          "participantdatafielddropdownchoices",
          {
            name: value,
            value,
            listOrder: order + 1,
            isDefault: order === 0 ? "T" : "F",
          },
          { participantType, participantDataField: id },
        );
      });
    }
    return { id, participantType, values };
  });
  const furtherFields = firm.participantFields.map((field) => addFurtherField(site, field, byName.get(field.participantType)));
  return { individual, employee, company, division, byName, dataFields, furtherFields };
}
