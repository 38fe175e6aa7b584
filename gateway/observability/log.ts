import { pino, type DestinationStream, type Logger } from "pino";
import { prettyFactory } from "pino-pretty";
import type { Config } from "../config.js";

/** Names of members whose values are never logged, at the first three levels of a log line. */
const redacted = [
  "authorization",
  "cookie",
  "set-cookie",
  "access_token",
  "refresh_token",
  "client_secret",
  "code_verifier",
  "password",
];

/** Formats lines for people, in this thread: a worker thread that nobody reads from would stop the process. */
function prettyInto(destination: DestinationStream): DestinationStream {
  const pretty = prettyFactory({ ignore: "pid,hostname" });
  return { write: (line) => destination.write(pretty(line)) };
}

/** The log of the process. Errors are written without their causes, which may hold what was sent upstream. */
export function createLog({ level, format }: Config["log"], destination?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    // A `code` is secret in OAuth's query and body; elsewhere it is the name of a failure.
    redact: {
      paths: [
        ...redacted.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        "query.code",
        "*.query.code",
        "body.code",
      ],
      censor: "[redacted]",
    },
    serializers: {
      err: (error: unknown) =>
        error instanceof Error
          ? { type: error.name, message: error.message, stack: error.stack, code: (error as { code?: unknown }).code }
          : { message: String(error) },
    },
  };
  if (!destination) return pino(options);
  return pino(options, format === "pretty" ? prettyInto(destination) : destination);
}
