/**
 * The codes with which Actionstep says what is wrong with a write, in words for whoever wrote it. Which attribute or
 * link a code is about stands with that attribute or link.
 */
export const validationCodes = {
  A01: "The status of a matter is Active, Inactive, Closed or Template.",
  A02: "The priority of a matter is a number.",
  P01: "A participant either is a company or is not.",
  P02: "Actionstep takes M or F for a gender.",
  P03: "The last name cannot be left out where the firm keeps trust accounts.",
  T01: "The billable hours of a task cannot be fewer than its records add up to.",
  T02: "The actual hours of a task cannot be fewer than its records add up to.",
  T03: "Only a system user who may read the matter can be given a task.",
  T04: "A task cannot have been completed before it was started.",
  T05: "A completed task needs the time it was completed.",
  T06: "A task that has been started needs the time it was started.",
  T07: "The priority of a task is Low, Normal or High.",
  T08: "Actionstep does not know this status of a task.",
  T09: "The step during which a task is to be completed must come before the step it has to be completed for.",
  T10: "What is said of the task's not being billed does not go together.",
  T11: "Who confirmed that the task is not billed, and when, must be given together with the confirmation.",
  TR01: "Billable hours cannot be negative.",
  TR02: "Actual hours cannot be negative.",
  TR03: "Time can be recorded for system users only.",
  TR04: "The owner of a time record must belong to its division.",
  TR05: "The activity must be one that the owner and the division can use.",
} as const;

/** One of Actionstep's validation codes. */
export type ValidationCode = keyof typeof validationCodes;

/** Codes of the gateway's own validation errors, which are used like Actionstep's. */
export const inputCodes = {
  REQUIRED: "A value that cannot be left out is missing, or null.",
  INVALID: "A value is not of the kind that can be written here.",
  NOTHING_TO_WRITE: "Nothing but the id was given: there is nothing to change.",
  DUPLICATE: "The same record is named twice in one request.",
  TOO_MANY: "More records were given than one request can hold.",
  REJECTED: "Actionstep did not accept the write and gave no code that is documented.",
} as const;

/** One of the gateway's own codes for what is wrong with a write. */
export type InputCode = keyof typeof inputCodes;
