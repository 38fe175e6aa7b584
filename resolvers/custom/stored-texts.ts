import { DataCollectionRecordValue } from "../../schema/resources/data-collection-record-value.js";
import type { UserError } from "../../schema/derive/payload.js";
import { resourceOf } from "../../schema/vocabulary/resource.js";
import type { Context, RestRecord } from "../context.js";
import type { Selection } from "../selection.js";
import { userErrorsOf, type InputPath } from "../write-drafts.js";

const value = resourceOf(DataCollectionRecordValue);

/** A text that is to be stored in a custom field of one row: null for none, and where an error about it belongs. */
export interface TextToStore {
  /** Actionstep's id of the value. */
  readonly restId: string;
  readonly text: string | null;
  readonly place: InputPath;
}

/** Stores several texts in one request; resolves to the values, as far as they are selected, or to why none was written. */
export async function storeTexts(
  { records }: Context,
  texts: readonly TextToStore[],
  selection?: Selection,
): Promise<{ readonly values: readonly RestRecord[]; readonly userErrors: readonly UserError[] }> {
  const result = await records.write({
    verb: "update",
    resource: value,
    drafts: texts.map(({ restId, text }) => ({ restId, attributes: { stringValue: text }, links: {} })),
    isBulk: true,
    selection,
  });
  if (!result.validationErrors) return { values: result.records, userErrors: [] };
  const placeOf = (index: number | undefined): InputPath | undefined => (index === undefined ? undefined : texts[index]?.place);
  return { values: [], userErrors: userErrorsOf(result.validationErrors, value, [], placeOf) };
}
