import type { Answer } from "../answer.js";
import type { IncomingRequest } from "./request-log.js";

/** What goes wrong with a request. */
export type Fault =
  /** Another answer instead of doing anything. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is cut before anything is done. */
  | { readonly kind: "reset" }
  /** Everything is done, the token endpoint has rotated, and then the connection is cut. */
  | { readonly kind: "reset-after-commit" }
  /** No answer, ever, and nothing done. */
  | { readonly kind: "stall" }
  /** Everything is done; headers and half the body arrive, then nothing. */
  | { readonly kind: "stall-body" }
  /** Everything is done; half the body arrives as if it were the whole. */
  | { readonly kind: "truncate" }
  /** A wait beforehand, on top of any latency. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Everything is done, and something else is answered. */
  | {
      readonly kind: "replace";
      readonly status?: number;
      readonly contentType?: string;
      readonly body: string | ((real: string) => string);
    };

/** Which requests a fault befalls, and how often; until it is taken back, unless said. */
export interface FaultRule {
  readonly match: (request: IncomingRequest) => boolean;
  readonly times?: number;
  readonly fault: Fault;
}

/** The rules in force. */
export interface Faults {
  /** Adds a rule; the returned function takes it back. */
  add(rule: FaultRule): () => void;
  /** What befalls a request by the oldest rule that matches it, which counts as one time. */
  take(request: IncomingRequest): Fault | undefined;
  clear(): void;
}

/** Keeps fault rules, none to begin with. */
export function createFaults(): Faults {
  const rules = new Set<{ readonly rule: FaultRule; left: number }>();
  return {
    add: (rule) => {
      const entry = { rule, left: rule.times ?? Infinity };
      if (entry.left > 0) rules.add(entry);
      return () => void rules.delete(entry);
    },
    take: (request) => {
      for (const entry of rules) {
        if (!entry.rule.match(request)) continue;
        if (--entry.left <= 0) rules.delete(entry);
        return entry.rule.fault;
      }
      return undefined;
    },
    clear: () => rules.clear(),
  };
}

const contentTypeOf = (body: string): string => (/^\s*[{[]/.test(body) ? "application/json" : "text/plain; charset=utf-8");

/** The answer a `status` fault gives. */
export const faultAnswer = ({ status, body, headers }: Extract<Fault, { kind: "status" }>): Answer => ({
  status,
  headers: { ...(body !== undefined && { "content-type": contentTypeOf(body) }), ...headers },
  ...(body !== undefined && { body }),
});

/** The real answer with another body, and status and type if the fault says so. */
export function replacedAnswer(real: Answer, { status, contentType, body }: Extract<Fault, { kind: "replace" }>): Answer {
  const text = typeof real.body === "string" ? real.body : Buffer.from(real.body ?? "").toString("utf8");
  return {
    status: status ?? real.status,
    headers: { ...real.headers, ...(contentType !== undefined && { "content-type": contentType }) },
    body: typeof body === "string" ? body : body(text),
  };
}
