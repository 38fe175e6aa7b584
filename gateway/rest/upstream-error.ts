import { errorsIn, isObject, parsed } from "./json.js";

/** What an answer that refuses a request says of itself, as far as the gateway looks at it. */
export interface UpstreamError {
  /** The HTTP status; where that is 200, the one the body speaks of, or 0. */
  readonly status: number;
  /** Actionstep's code, as `AS-1302` or `T09`; for a refused token OAuth's, as `insufficient_scope`. */
  readonly code?: string;
  /** Actionstep's words for that kind of failure. What they were about is in its `detail`, which is not read. */
  readonly title?: string;
  /** The member of the body it is about. */
  readonly pointer?: string;
  /** Seconds to wait, where the answer says. */
  readonly retryAfter?: number;
}

/** A text of this form, of the length a log line has room for; nothing where it is anything else. */
const text = (value: unknown, form: RegExp): string | undefined =>
  typeof value === "string" && form.test(value) ? value : undefined;

const CODE = /^[\w-]{1,40}$/;
/** Words, and nothing that could be a number, an address or a secret. */
const TITLE = /^[a-z][a-z ,.'-]{0,79}$/i;
const POINTER = /^[\w/.[\]-]{1,120}$/;

/** Reads an answer whose status says that the request is refused, whatever its body is. */
export function upstreamErrorIn(status: number, body: string, retryAfter: number | undefined): UpstreamError {
  const content = parsed(body);
  const error = errorsIn(content)[0] ?? {};
  // What is wrong with a token, its scope included, is told of in OAuth's own form.
  const code = text(error["code"], CODE) ?? text(isObject(content) ? content["error"] : undefined, CODE);
  const title = text(error["title"], TITLE);
  const pointer = text(isObject(error["source"]) ? error["source"]["pointer"] : undefined, POINTER);
  return {
    status,
    ...(code !== undefined && { code }),
    ...(title !== undefined && { title }),
    ...(pointer !== undefined && { pointer }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

/** A refusal in an answer whose status says that all is well; undefined where there is none. */
export function hiddenError(content: unknown): UpstreamError | undefined {
  const [error] = errorsIn(content);
  if (!error) return undefined;
  const status = Number(error["status"]);
  const isStatus = Number.isInteger(status) && status >= 400 && status <= 599;
  return upstreamErrorIn(isStatus ? status : 0, JSON.stringify(content), undefined);
}

/** Whether it is for want of a scope. */
export const isForScope = ({ code, title }: UpstreamError): boolean => /insufficient[_ ]scope/i.test(`${code} ${title}`);
