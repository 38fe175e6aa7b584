import { UpstreamUnavailable } from "../../schema/errors.js";

/** Actionstep is not available, and nothing was sent: a write with this error was certainly not done. */
export class NotSent extends UpstreamUnavailable {
  /** The same failure, of which it is known that it came before anything was sent. */
  static because({ message, extensions }: UpstreamUnavailable): NotSent {
    return new NotSent(Number(extensions["retryAfter"]), message);
  }
}
