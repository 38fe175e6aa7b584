import type { AttributeKind } from "../../schema/vocabulary/codecs.js";
import type { Attribute } from "../../schema/vocabulary/resource.js";
import { catalogue, type CataloguedLink } from "../rest/catalogue.js";
import type { Sent } from "./body.js";
import { linkOf, type LinkValue, type AddError } from "./members.js";
import { valueOf } from "./values.js";
import type { Work } from "./work.js";

/** What the body of one of the two verbs may hold, apart from the members that are numbered. */
export interface VerbShape {
  /** Attribute → its kind. */
  readonly attributes: Readonly<Record<string, AttributeKind>>;
  /** Link → the collection it leads to, and whether it may hold several ids. */
  readonly links: Readonly<Record<string, { readonly target: string; readonly many?: true }>>;
}

/** What both verbs take. */
export const COMMON: VerbShape = {
  attributes: {
    actionName: "text",
    fileReference: "text",
    priority: "whole",
    status: "choice",
    timestamp: "timestamp",
    fileNote: "text",
  },
  links: {
    assignedToParticipant: { target: "participants" },
    stepTasks: { target: "steptasks", many: true },
    documentTemplates: { target: "documenttemplates", many: true },
    stepMessages: { target: "stepmessages", many: true },
  },
};

/** The body of one of the two verbs, read and checked member by member. */
export interface VerbBody {
  readonly attributes: ReadonlyMap<string, string | number | null>;
  readonly links: ReadonlyMap<string, LinkValue>;
  /** `stepDataField<N>` by N: the values of the fields a step asks for. */
  readonly fields: ReadonlyMap<string, string | null>;
  /** `participantType<N>` by N: who takes part as what. */
  readonly participants: ReadonlyMap<string, readonly string[]>;
}

const linkTo = (wire: string, target: string, many: boolean): CataloguedLink => ({
  wire,
  target,
  many,
  write: true,
  required: false,
});

const listOf = (value: LinkValue): readonly string[] => (value === null ? [] : typeof value === "string" ? [value] : value);

/** The ids of a link that may hold several. */
export const idsIn = ({ links }: VerbBody, name: string): readonly string[] => listOf(links.get(name) ?? null);

/** The id of a link that holds one. */
export const idIn = (body: VerbBody, name: string): string | undefined => idsIn(body, name)[0];

/** Reads the body of a verb. The assignee is taken as an attribute or as a link, since clients send it as either. */
export function readVerbBody(path: string, shape: VerbShape, sent: Sent, work: Work, addError: AddError): VerbBody {
  const attributes = new Map<string, string | number | null>();
  const links = new Map<string, LinkValue>();
  const fields = new Map<string, string | null>();
  const participants = new Map<string, readonly string[]>();
  const reading = { work, purpose: "create", addError } as const;
  const refuse = (name: string, pointer: string): void => {
    if (work.call.quirks.unknownMember === "error") addError(`'${path}' has no member '${name}'`, pointer);
  };

  const { links: sentLinks = {}, id: _id, ...sentAttributes } = sent;
  if (typeof sentLinks !== "object" || sentLinks === null || Array.isArray(sentLinks))
    addError("'links' must be an object", "links");
  const linked = Object.entries((sentLinks ?? {}) as Sent);
  for (const [name, value] of Object.entries(sentAttributes)) {
    const kind = Object.hasOwn(shape.attributes, name) ? shape.attributes[name] : undefined;
    const field = /^stepDataField(\d+)$/.exec(name)?.[1];
    if (Object.hasOwn(shape.links, name)) linked.push([name, value]);
    else if (field !== undefined && work.findAt("stepdatafields", field)) {
      if (value === null || typeof value === "string" || typeof value === "number")
        fields.set(field, value === null ? null : String(value));
      else addError(`'${name}' must be text`, name);
    } else if (kind === undefined) refuse(name, name);
    else if (value === null) attributes.set(name, null);
    else {
      const attribute = memberOfKind(name, kind);
      const outcome = valueOf(attribute, value, work.organisation.timeZone);
      const code = name === "status" ? "A01" : name === "priority" ? "A02" : undefined;
      if ("value" in outcome) attributes.set(name, outcome.value);
      else addError(`'${name}' must be ${outcome.expected}`, name, code);
    }
  }
  for (const [name, value] of linked) {
    const link = Object.hasOwn(shape.links, name) ? shape.links[name] : undefined;
    const type = /^participantType(\d+)$/.exec(name)?.[1];
    if (link) {
      const ids = linkOf(linkTo(name, link.target, link.many ?? false), value, reading);
      if (ids !== undefined) links.set(name, ids);
    } else if (type !== undefined && work.findAt("participanttypes", type)) {
      const ids = linkOf(linkTo(name, "participants", true), value, reading);
      if (ids !== undefined) participants.set(type, listOf(ids));
    } else refuse(name, `links/${name}`);
  }
  return { attributes, links, fields, participants };
}

/** An attribute of the verbs as the catalogue would describe it; the status is a matter's. */
function memberOfKind(name: string, kind: AttributeKind): Attribute {
  const known = catalogue.get("actions")!.attributes.get(name === "status" ? "status" : "name")!;
  return { ...known, wire: name, kind };
}
