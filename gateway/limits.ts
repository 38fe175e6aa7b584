/*
 * What one request may ask for, and what the process keeps: every limit of the GraphQL side, in one place that imports
 * nothing. The checks are in the files that the comments name; docs/production.md says why each number is what it is.
 */

const KB = 1024;
const MB = 1024 * KB;

/* What is sent (in http/: document-shape.ts, input-shape.ts, request-shape.ts, operation-limits.ts, graphql-route.ts). */

/** Bytes of the body of one GraphQL request: room for long documents and large variables, not for floods. */
export const MAX_BODY = MB;
/** Bytes of request bodies that are held at one time, of all requests together, as far as they have arrived. */
export const MAX_BODIES = 32 * MB;
/** Tokens in one document: far above any query written or generated, far below what would keep the parser busy. */
export const MAX_TOKENS = 15_000;
/** Levels of brackets in a document: the standard introspection has 12, and recursion of the parser ends at thousands. */
export const MAX_NESTING = 100;
/** Operations and fragments in one document: validation compares fragments with each other. */
export const MAX_DEFINITIONS = 500;
/** Characters of one name in a document: it is the name of a member in every row of the answer. */
export const MAX_NAME = 255;
/** Fields selected by one operation, a fragment counted wherever it is spread. */
export const MAX_SELECTIONS = 15_000;
/** Members and items in the variables of one request, and how deep they lie. */
export const MAX_INPUT_MEMBERS = 10_000;
export const MAX_INPUT_DEPTH = 32;
/** Errors of a request that is not run. */
export const MAX_REQUEST_ERRORS = 10;

/* What is asked of Actionstep (http/request-cost.ts, rest/). */

/** REST requests that one operation may send. */
export const MAX_UPSTREAM_REQUESTS = 2000;
/** REST requests that one operation may need at worst. Higher than what it may send: the worst case hardly ever comes. */
export const MAX_ESTIMATE = 10_000;

/* What is answered (in execution/: answer-budget.ts, failures.ts, introspection-price.ts; in http/: answer-errors.ts). */

/*
 * MAX_ANSWER_MB says how many bytes one answer may have. From it follow how many values and objects it may be made of, how
 * many rows may be read for it, and how many bytes of Actionstep's answers.
 */
export const BYTES_PER_LEAF = 20;
export const BYTES_PER_ROW = 200;
export const MAX_RECEIVED_FACTOR = 2;
/** Part of the heap that all operations of the process may take together. */
export const MAX_SHARE_OF_HEAP = 0.4;
/** Bytes of an answer that are left for its errors and extensions. */
export const RESERVED_FOR_ERRORS = 96 * KB;
/** Errors of fields that are written out, and their bytes of JSON; the others are counted. */
export const MAX_FIELD_ERRORS = 100;
export const MAX_FIELD_ERROR_BYTES = 64 * KB;
/** Errors of fields after which an operation of nobody known ends. */
export const MAX_ANONYMOUS_ERRORS = 10;
/** Fields of the schema's description that are looked at to price one introspection: about twice those of the standard query. */
export const MAX_INTROSPECTED = 120_000;

/* What is kept from one request to the next, in estimated bytes. */

/** Parsed documents (http/document-store.ts), with what is known of each. */
export const MAX_KEPT_DOCUMENTS = 24 * MB;
/** Plans of documents (execution/plans.ts). */
export const MAX_KEPT_PLANS = 16 * MB;
/** Texts of persisted queries (http/document-store.ts). */
export const MAX_KEPT_QUERIES = 8 * MB;
