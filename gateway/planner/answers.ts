import { failureFor } from "../rest/client.js";
import type { Want } from "./want.js";

/** Takes the answer to a want, or its error. */
export type Settle = (want: Want, answer: unknown) => void;

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The answers to some wants, each as soon as it is there. */
export class Answers {
  readonly #pending = new Map<Want, Pending>();

  /** Resolves with the answer to a want. */
  promise(want: Want): Promise<unknown> {
    const answer = new Promise((resolve, reject) => this.#pending.set(want, { resolve, reject }));
    // Whoever asked hears of a failure; until they listen, nobody else need.
    answer.catch(() => undefined);
    return answer;
  }

  readonly settle: Settle = (want, answer) => {
    const own = want.kind === "list" && want.answers ? want.answers : want;
    const pending = this.#pending.get(own);
    this.#pending.delete(own);
    if (answer instanceof Error) pending?.reject(failureFor(own.operation, answer));
    else pending?.resolve(answer);
  };
}
