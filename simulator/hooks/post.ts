import { request as plain, type ClientRequest } from "node:http";
import { request as secure } from "node:https";

/** What a target is given to answer, in milliseconds. */
const PATIENCE = 5000;

/** Posts JSON to a URL and answers the status; 0 where there is none. Redirects are not followed, connections not kept. */
export function post(target: string, body: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    const over = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    const send = target.startsWith("https:") ? secure : plain;
    const headers = { "content-type": "application/vnd.api+json", "content-length": Buffer.byteLength(body) };
    let request: ClientRequest;
    try {
      request = send(target, { method: "POST", headers, agent: false, signal: over });
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
