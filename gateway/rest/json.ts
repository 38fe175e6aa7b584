/** The members of a JSON object, before anything is known of them. */
export type JsonObject = Record<string, unknown>;

/** Whether it is an object, and neither null nor a list. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The content of a text; undefined where it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The failures in a body: `errors` is one as an object, or a list of them. Empty where there are none. */
export function errorsIn(body: unknown): readonly JsonObject[] {
  if (!isObject(body)) return [];
  const { errors } = body;
  return (Array.isArray(errors) ? errors : [errors]).filter(isObject);
}

/** Whether a media type is JSON of some kind. Whatever says nothing of itself may be. */
export const isJson = (contentType: string | undefined): boolean =>
  contentType === undefined || /^\s*application\/([\w.!#$&^-]+\+)?json\s*(;|$)/i.test(contentType);
