/** By which means requests are saved. All are used; a benchmark or a test may do without some. */
export interface PlannerOptions {
  /** Several records by id in one request. */
  readonly ids: boolean;
  /** The children of several parents in one list. */
  readonly lists: boolean;
  /** Linked records side-loaded with those that link to them. */
  readonly includes: boolean;
  /** Only the attributes and links that the operation selects. */
  readonly fields: boolean;
  /** Requests shared by the operations of one viewer that run at the same time. */
  readonly shares: boolean;
  /** How long lists were, and slow-moving records, remembered from one operation to the next. */
  readonly remembers: boolean;
  /** Requests sent before it is certain that they are needed, so that a round is saved. */
  readonly speculates: boolean;
}

export const ALL_OPTIONS: PlannerOptions = {
  ids: true,
  lists: true,
  includes: true,
  fields: true,
  shares: true,
  remembers: true,
  speculates: true,
};
