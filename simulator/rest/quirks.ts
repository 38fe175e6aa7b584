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
};
