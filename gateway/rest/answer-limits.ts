import { MAX_PAGE_SIZE } from "../../resolvers/row-range.js";

/*
 * What one answer of Actionstep may be at most. An answer beyond any of these is `UPSTREAM_INVALID_RESPONSE`: it comes from
 * something broken or hostile, and reading on would cost everybody else. None of them is meant to be met in earnest.
 */

/** Bytes of an answer that is read: 80 KB for each of the 200 rows of the largest page. */
export const MAX_UPSTREAM_ANSWER = 16 * 1024 * 1024;
/** Bytes that are read of an answer which refuses a request; what follows is dropped. Its code and title stand at the front. */
export const MAX_UPSTREAM_ERROR = 256 * 1024;
/** Pieces in which an answer may arrive: each costs as much as some hundred bytes, however short it is. */
export const MAX_UPSTREAM_PIECES = 100_000;
/** Bytes of all answers on their way to this process together; beyond it the longest of them is cut off. */
export const MAX_UPSTREAM_ARRIVING = 96 * 1024 * 1024;

/** Levels of lists and objects in JSON. A row's links are at the fifth. */
export const MAX_JSON_DEPTH = 64;
/** Values in JSON, of whichever kind: 200 rows of 60 members, with twenty side-loaded records of as many each. */
export const MAX_JSON_VALUES = 300_000;

/** Main rows of an answer: five of the largest pages, since an endpoint may know no pages and give its short list whole. */
export const MAX_ANSWER_ROWS = 5 * MAX_PAGE_SIZE;
/** Side-loaded rows of an answer: a hundred for each main row. */
export const MAX_LINKED_ROWS = 100 * MAX_PAGE_SIZE;
/** Rows that a list may say it has: the largest number that a client can be told. */
export const MAX_RECORD_COUNT = 2 ** 31 - 1;
/** Rows that an answer may say are on its page: Actionstep documents 200. */
export const MAX_SAID_PAGE_SIZE = 10_000;
