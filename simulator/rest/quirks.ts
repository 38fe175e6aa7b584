/**
 * Where nobody has documented what the API does, or sources disagree, the answer is a setting,
 * so that a client can be tried against each of the possibilities.
 */
export interface RestQuirks {
  /** One unknown id in the path. */
  readonly missingItem: "404" | "204";
  /** Some unknown ids among several in the path. */
  readonly unknownInMany: "omit" | "404";
  readonly unknownFilter: "error" | "ignore";
  readonly unknownInclude: "error" | "ignore";
  readonly unknownField: "error" | "ignore";
  readonly unknownSort: "error" | "ignore";
  /** A filter value that cannot be read as its attribute's kind; `none` matches no row. */
  readonly badFilterValue: "error" | "none";
  /** What becomes of an `include`, and of `fields`, whatever they name; `attributes`: links are dropped, named or not. */
  readonly includes: "followed" | "ignored" | "refused";
  readonly fieldSets: "honoured" | "ignored" | "refused" | "attributes";
  /** Several ids on the filter of a link, `action_in=1,2`. */
  readonly linkLists: "accepted" | "refused";
  /** Several ids on the filter `id_in`. */
  readonly idLists: "accepted" | "refused";
  /** Links that one filter may follow. */
  readonly filterDepth: number;
  /** An `include` whose target the token has no scope for. */
  readonly includeOutsideScope: "ignore" | "403";
  readonly pageBeyondEnd: "204" | "empty";
  /** Whether `nextPage` and `prevPage` repeat the filters, sort and page size of the request. */
  readonly nextPageKeepsFilters: boolean;
  /** Whether `fields` drops the links it does not name. */
  readonly linksOnlyWhenAsked: boolean;
  /** Whether `fields` may leave out the id. */
  readonly idOnlyWhenAsked: boolean;
  /** Whether attributes that no captured answer shows come without being asked for. */
  readonly additionalFields: "always" | "asked";
  /** Whether `include=a.b` does nothing unless `a` is listed too. */
  readonly nestedIncludeNeedsParent: boolean;
  /** Links to records the caller may not see: the id as stored, or as if there were none. */
  readonly hiddenLinks: "shown" | "omitted";
  readonly maxIdsInPath: number;
  readonly maxPageSize: number;
  /** A page size above the maximum: the maximum, or the default of 50. */
  readonly oversizedPage: "cap" | "ignore";
  readonly singleRow: "object" | "array";
  readonly errorsAs: "object" | "array";
  /** A parameter given twice: the last one counts, or both. */
  readonly repeatedParameter: "last" | "all";
  /** Whether `*` is a wildcard in a plain `field=value`. */
  readonly wildcardsInEquals: boolean;
  /** Whether a negated comparison also matches rows that have no value, which SQL's does not. */
  readonly negationKeepsNulls: boolean;
  /** The method that sends a part of a file. */
  readonly fileVerb: "post" | "put" | "both";
  /** Whether a file whose last part has come is scanned before it can be filed, for two seconds. */
  readonly fileScan: "none" | "pending-then-uploaded";
  /** A document whose file nobody has uploaded, or not all of it. */
  readonly unknownFile: "error" | "accepted";
  /** What comes with a 429, and how it says when to come back. */
  readonly limitBody: "empty" | "errors" | "html";
  readonly limitHeader: "none" | "seconds" | "date";
  /** The methods that change a record; the other one is refused with 405. */
  readonly updateVerb: "both" | "put" | "patch";
  /** The status of a successful POST. */
  readonly createStatus: 200 | 201;
  /** What a write answers with: the record, the id with only what was sent, 200 without a body, or 204. A new matter is always told. */
  readonly writeAnswer: "record" | "changed" | "empty" | "204";
  /** The status of a successful DELETE; neither has a body. */
  readonly deleteAnswer: "204" | "200";
  /** An attribute or link in a body that the resource does not have. */
  readonly unknownMember: "error" | "ignore";
  /** An attribute or link in a body that cannot be written. */
  readonly readOnlyMember: "error" | "ignore";
  /** Whether a refused write with one fault answers with one error or a list of one; several are always a list. */
  readonly rejectionAs: "object" | "array";
  /** The status of a write that was refused for what is in it. */
  readonly rejectionStatus: 400 | 409 | 422 | 500;
  /** How an error says which member is at fault: not at all, as `/tasks/links/action`, or as a parameter's name. */
  readonly rejectionPointer: "none" | "pointer" | "parameter";
  /** Whether every fault of a write is told, or only the first. */
  readonly rejections: "all" | "first";
  /** Where the code of a validation rule stands: in the error's code, or only at the start of its detail. */
  readonly rejectionCodeIn: "code" | "detail";
  /** Whether the organisation has trust accounting, which makes a person's last name mandatory. */
  readonly trustAccounting: boolean;
  /** Whether lists hold deleted documents of matters; by id they can be read either way. */
  readonly deletedDocuments: "shown" | "hidden";
  /** What moving a matter to another step answers with: nothing, the matter, or the matter under the verb's own name. */
  readonly changeStepAnswer: "empty" | "action" | "actionchangestep";
  /** The names a hook can be registered for: the listed ones, or `ActionParticipantCreated` for a participant added, too. */
  readonly hookEvents: "listed" | "withParticipantCreated";
  /** What a hook's target receives: a JSON:API 1.0 document, or what a GET of the record answers. */
  readonly hookPayload: "jsonapi" | "rest";
  /** What becomes of a hook whose target answers 401; any other refusal disables it. */
  readonly hookUnauthorized: "deletes" | "disables";
}

/** The best-attested behaviour; where nothing is known, the one that finds a careless client soonest. */
export const defaultQuirks: RestQuirks = {
  missingItem: "404",
  unknownInMany: "omit",
  unknownFilter: "error",
  unknownInclude: "error",
  unknownField: "error",
  unknownSort: "error",
  badFilterValue: "error",
  includes: "followed",
  fieldSets: "honoured",
  linkLists: "accepted",
  idLists: "accepted",
  filterDepth: 10,
  includeOutsideScope: "ignore",
  pageBeyondEnd: "204",
  nextPageKeepsFilters: true,
  linksOnlyWhenAsked: true,
  idOnlyWhenAsked: true,
  additionalFields: "always",
  nestedIncludeNeedsParent: false,
  hiddenLinks: "shown",
  maxIdsInPath: 200,
  maxPageSize: 200,
  oversizedPage: "cap",
  singleRow: "object",
  errorsAs: "object",
  repeatedParameter: "last",
  wildcardsInEquals: false,
  negationKeepsNulls: false,
  fileVerb: "post",
  fileScan: "none",
  unknownFile: "error",
  limitBody: "errors",
  limitHeader: "none",
  updateVerb: "both",
  createStatus: 200,
  writeAnswer: "record",
  deleteAnswer: "204",
  unknownMember: "error",
  readOnlyMember: "ignore",
  rejectionAs: "object",
  rejectionStatus: 400,
  rejectionPointer: "pointer",
  rejections: "all",
  rejectionCodeIn: "code",
  trustAccounting: false,
  deletedDocuments: "shown",
  changeStepAnswer: "empty",
  hookEvents: "listed",
  hookPayload: "jsonapi",
  hookUnauthorized: "deletes",
};
