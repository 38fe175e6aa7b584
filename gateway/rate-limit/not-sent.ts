import { UpstreamUnavailable } from "../../schema/errors.js";

/** Actionstep is not available, and the request was not sent: a write that failed with this error was certainly not done. */
export class NotSent extends UpstreamUnavailable {
  /** Makes a failure that came before anything was sent into a `NotSent` with the same message. */
  static because({ message, extensions }: UpstreamUnavailable): NotSent {
    return new NotSent(Number(extensions["retryAfter"]), message);
  }
}
