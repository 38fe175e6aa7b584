/**
 * The points in which nobody has documented what the API does, or sources disagree (protocol 9 and 10). Each is a setting, so
 * that a client can be tried against every possibility. A comment names the part of the protocol that a point belongs to.
 */
export interface RestQuirks {
  /** What one unknown id in the path is answered with (protocol 3.2, unknown). */
  readonly missingItem: "404" | "204";
  /** What some unknown ids among several in the path do (protocol 10, unknown). */
  readonly unknownInMany: "omit" | "404";
  /** What a name that the resource does not have does in a filter, `include`, `fields` and `sort` (protocol 10, unknown). */
  readonly unknownFilter: "error" | "ignore";
  readonly unknownInclude: "error" | "ignore";
  readonly unknownField: "error" | "ignore";
  readonly unknownSort: "error" | "ignore";
  /** What a filter value does that cannot be read as its attribute's kind; `none` matches no row (assumed). */
  readonly badFilterValue: "error" | "none";
  /** What `include` and `fields` do, whatever they name; `attributes`: answers lack links, named or not (assumed). */
  readonly includes: "followed" | "ignored" | "refused";
  readonly fieldSets: "honoured" | "ignored" | "refused" | "attributes";
  /** Whether a filter on a link takes several ids, `action_in=1,2` (protocol 2.6). */
  readonly linkLists: "accepted" | "refused";
  /** Whether `id_in` takes several ids (protocol 2.2). */
  readonly idLists: "accepted" | "refused";
  /** Links that one filter may follow: two are documented, clients use more (protocol 2.6). */
  readonly filterDepth: number;
  /** What an `include` does whose target the token has no scope for (protocol 1.4). */
  readonly includeOutsideScope: "ignore" | "403";
  /** What a page beyond the last is answered with (protocol 2.5, unknown). */
  readonly pageBeyondEnd: "204" | "empty";
  /** Whether `nextPage` and `prevPage` repeat the filters, sort and page size of the request (protocol 3.1, inferred). */
  readonly nextPageKeepsFilters: boolean;
  /** Whether `fields` drops the links it does not name. */
  readonly linksOnlyWhenAsked: boolean;
  /** Whether `fields` may leave out the id. */
  readonly idOnlyWhenAsked: boolean;
  /** Whether attributes that no captured answer shows come without being asked for (protocol 2.3). */
  readonly additionalFields: "always" | "asked";
  /** Whether `include=a.b` does nothing unless `a` is listed too (protocol 2.4, unknown). */
  readonly nestedIncludeNeedsParent: boolean;
  /** Links to records the caller may not see: the id as stored, or as if there were none. */
  readonly hiddenLinks: "shown" | "omitted";
  /** Ids in one path (protocol 2.2, assumed), and rows of one page (protocol 2.5). */
  readonly maxIdsInPath: number;
  readonly maxPageSize: number;
  /** A page size above the maximum: the maximum, or the default of 50 (protocol 2.5). */
  readonly oversizedPage: "cap" | "ignore";
  /** How an answer holds a single row (protocol 3.1), and a single error (protocol 3.3). */
  readonly singleRow: "object" | "array";
  readonly errorsAs: "object" | "array";
  /** A parameter given twice: the last one counts, or both. */
  readonly repeatedParameter: "last" | "all";
  /** Whether `*` is a wildcard in a plain `field=value` (protocol 2.6, a client's, unverified). */
  readonly wildcardsInEquals: boolean;
  /** Whether a negated comparison also matches rows that have no value, which SQL's does not (assumed). */
  readonly negationKeepsNulls: boolean;
  /** The method that sends a part of a file (protocol 5, sources disagree). */
  readonly fileVerb: "post" | "put" | "both";
  /** Whether a file whose last part has come is scanned before it can be filed (protocol 5), for two seconds (assumed). */
  readonly fileScan: "none" | "pending-then-uploaded";
  /** What a document does whose file nobody has uploaded, or not all of it (assumed). */
  readonly unknownFile: "error" | "accepted";
  /** The body of a 429, and whether and how `Retry-After` says when to come back (protocol 3.4, unknown). */
  readonly limitBody: "empty" | "errors" | "html";
  readonly limitHeader: "none" | "seconds" | "date";
  /** The methods that change a record; the other one is refused with 405 (protocol 2.1, sources disagree). */
  readonly updateVerb: "both" | "put" | "patch";
  /** The status of a successful POST (protocol 4, sources disagree). */
  readonly createStatus: 200 | 201;
  /**
   * What a write answers with: the record (protocol 4), the id with only what was sent, 200 without a body, or 204. The answer to
   * `actioncreate` always holds the new matter (protocol 4.1).
   */
  readonly writeAnswer: "record" | "changed" | "empty" | "204";
  /** The status of a successful DELETE; neither has a body (protocol 3.2). */
  readonly deleteAnswer: "204" | "200";
  /** What an attribute or link in a body does that the resource does not have (assumed). */
  readonly unknownMember: "error" | "ignore";
  /** What an attribute or link in a body does that cannot be written (assumed). */
  readonly readOnlyMember: "error" | "ignore";
  /** Whether a rejected write with one error answers with that error or a list of one; several are always a list (protocol 3.3, unknown). */
  readonly rejectionAs: "object" | "array";
  /** The status of a write that was rejected for what is in it (protocol 3.3). */
  readonly rejectionStatus: 400 | 409 | 422 | 500;
  /** How an error names the member at fault (protocol 3.3, unknown): not at all, as `/tasks/links/action`, or as a parameter's name. */
  readonly rejectionPointer: "none" | "pointer" | "parameter";
  /** Whether an answer holds all errors of a write, or only the first (protocol 10, unknown). */
  readonly rejections: "all" | "first";
  /** Where the code of a validation rule stands: in the error's code, or only at the start of its detail (assumed). */
  readonly rejectionCodeIn: "code" | "detail";
  /** Whether the organisation has trust accounting, which makes a person's last name mandatory (protocol 3.3, code P03). */
  readonly trustAccounting: boolean;
  /** Whether lists hold deleted documents of matters; by id they can be read either way. */
  readonly deletedDocuments: "shown" | "hidden";
  /** What `actionchangestep` answers with (protocol 4.2, unknown): nothing, the matter, or the matter under the verb's own name. */
  readonly changeStepAnswer: "empty" | "action" | "actionchangestep";
  /** The events a hook can be registered for: the listed ones, or `ActionParticipantCreated` too (protocol 6, sources disagree). */
  readonly hookEvents: "listed" | "withParticipantCreated";
  /** What a hook's target receives (protocol 6): a JSON:API 1.0 document, as captured, or what a GET of the record answers. */
  readonly hookPayload: "jsonapi" | "rest";
  /** Whether the values of custom fields can be filtered by their field, or only by their collection (unknown). */
  readonly dataFieldFilter: "accepted" | "refused";
  /** Whether a plain `name=x` of a text finds it anywhere in the value and takes `*` as it is, which `name_eq` does not (protocol 11). */
  readonly plainEquals: "exact" | "substring";
  /** What a second record does of a data collection that has one record on each matter (protocol 2.1: prevention is not to be relied upon). */
  readonly secondRecord: "accepted" | "refused";
  /** The records of data collections that a new matter has before the first save (protocol 11): none, or one of each. */
  readonly recordsOfNewMatter: "none" | "all";
  /** What a value does that its custom field cannot hold: no date, no offered choice, nothing where something is required (assumed). */
  readonly unfitFieldValue: "refused" | "stored";
  /** What answers show of the value of a protected custom field (unknown). */
  readonly protectedFieldValues: "null" | "shown";
  /** Where the memo of a date stands: behind it in parentheses, or on the next line (protocol 11 names memos, their form is unknown). */
  readonly fieldMemos: "parentheses" | "newline";
  /** What stands between the choices of a custom field that takes several (unknown). */
  readonly fieldChoiceLists: "comma" | "newline";
  /** The date-times of custom fields: as they were saved, all with an offset, or all without one in the organisation's zone (unknown). */
  readonly fieldDateTimes: "stored" | "offset" | "local";
  /** What a 401 of a hook's target does to the hook; any other status but 200 disables it (protocol 6). */
  readonly hookUnauthorized: "deletes" | "disables";
}

/** The behaviour with the best source; where there is none, the one that a careless client notices soonest. */
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
  dataFieldFilter: "accepted",
  plainEquals: "exact",
  secondRecord: "accepted",
  recordsOfNewMatter: "none",
  unfitFieldValue: "refused",
  protectedFieldValues: "null",
  fieldMemos: "parentheses",
  fieldChoiceLists: "comma",
  fieldDateTimes: "stored",
  hookUnauthorized: "deletes",
};
