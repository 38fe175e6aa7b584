import { request as plain, type ClientRequest } from "node:http";
import { request as secure } from "node:https";

/** Milliseconds that a target has to answer (assumed). */
const MAX_ANSWER_TIME = 5000;

/**
 * Posts JSON to a URL and resolves to the status of the answer, or to 0 when none came. It follows no redirect and keeps no
 * connection.
 */
export function post(target: string, body: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(MAX_ANSWER_TIME)]);
    const send = target.startsWith("https:") ? secure : plain;
    const headers = { "content-type": "application/vnd.api+json", "content-length": Buffer.byteLength(body) };
    let request: ClientRequest;
    try {
      request = send(target, { method: "POST", headers, agent: false, signal: ended });
    } catch {
      // A URL may be one and still hold what cannot be sent, such as a user name that cannot be decoded.
      return resolve(0);
    }
    request.on("response", (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.on("error", () => resolve(0));
    request.on("close", () => resolve(0));
    request.end(body);
  });
}
