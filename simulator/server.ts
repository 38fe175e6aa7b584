import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type HTTPMethods } from "fastify";
import { jsonAnswer, pageAnswer, textAnswer } from "./answer.js";
import type { BehaviourSettings } from "./control/behaviour.js";
import { addControls, type ControlParts } from "./control/controls.js";
import { paths } from "./endpoints.js";
import { createRespond, deliver, type Respond, type RespondParts } from "./respond.js";
import type { Hooks } from "./hooks/hooks.js";
import type { OAuth } from "./oauth/oauth.js";
import { isForeign } from "./origin.js";
import { legible } from "./control/request-log.js";
import { answerRestCall, bearerToken, type RestCallAnswer, type RestEndpointParts } from "./rest-endpoint.js";

/** What the HTTP server is made of. */
export interface ServerParts extends RespondParts, RestEndpointParts, ControlParts {
  readonly oauth: OAuth;
  readonly behaviour: BehaviourSettings;
  readonly hooks: Hooks;
  /** By organisation, the path its API lies under. */
  readonly apiPaths: ReadonlyMap<string, string>;
  readonly welcome: () => string;
}

/** Bytes of a request's body. */
const MAX_BODY = 8_388_608;
const METHODS: HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** A request target taken apart, nothing decoded; some clients send it with scheme and host. */
function targetOf({ raw }: FastifyRequest): { readonly path: string; readonly search: string } {
  const target = (raw.url ?? "/").replace(/^[a-z]+:\/\/[^/?]*/i, "");
  const [path = "", ...rest] = target.split("?");
  return { path: path || "/", search: rest.join("?") };
}

/** Does something once an answer is on its way, or its connection is gone. */
function onceOut({ raw }: FastifyReply, then: () => void): void {
  if (raw.writableFinished || raw.destroyed) return void setImmediate(then);
  let done = false;
  const once = (): void => {
    if (!done) then();
    done = true;
  };
  raw.once("finish", once).once("close", once);
}

const formOf = ({ headers, body }: FastifyRequest): URLSearchParams | undefined =>
  /^application\/x-www-form-urlencoded\b/i.test(headers["content-type"] ?? "") && Buffer.isBuffer(body)
    ? new URLSearchParams(body.toString("utf8"))
    : undefined;

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Answers a browser at the authorization page. */
const authorizeHandler =
  ({ oauth }: ServerParts, respond: Respond): Handler =>
  (request, reply) => {
    const { path, search } = targetOf(request);
    const { cookie } = request.headers;
    const person = oauth.signedIn(cookie);
    const incoming = {
      kind: "authorize" as const,
      method: request.method,
      ...legible("authorize", path, search),
      ...(person && { person: person.username, orgkey: person.orgkey }),
    };
    const form = request.method === "POST" ? (formOf(request) ?? new URLSearchParams()) : undefined;
    return respond(reply, incoming, () => oauth.authorize({ search, cookie, form, foreign: isForeign(request) }));
  };

/** Answers a token request, after the pause and before the one that the behaviour names. */
const tokenHandler =
  ({ oauth, behaviour, pauses }: ServerParts, respond: Respond): Handler =>
  (request, reply) => {
    const { path, search } = targetOf(request);
    const form = formOf(request);
    const person = oauth.beneficiary(form);
    const grantType = form?.get("grant_type");
    const incoming = {
      kind: "token" as const,
      method: request.method,
      ...legible("token", path, search),
      ...(person && { person: person.username, orgkey: person.orgkey }),
      ...(grantType && { grantType }),
    };
    return respond(reply, incoming, async () => {
      await pauses.wait(behaviour.current.tokenLatency);
      const answer = oauth.token({ authorization: request.headers.authorization, form });
      await pauses.wait(behaviour.current.tokenLatencyAfterCommit);
      return answer;
    });
  };

/** Where one organisation's REST API lies: the path that its collections follow. */
interface RestPrefix {
  readonly orgkey: string;
  readonly prefix: string;
}

/** Answers a REST call to one organisation, and tells its hooks what happened once the answer is on its way. */
const restHandler =
  (parts: ServerParts, respond: Respond, { orgkey, prefix }: RestPrefix): Handler =>
  (request, reply) => {
    const { oauth, behaviour, pauses, hooks } = parts;
    const { path, search } = targetOf(request);
    const bearer = bearerToken(request.headers.authorization);
    const check = oauth.check(bearer);
    const incoming = {
      kind: "rest" as const,
      method: request.method,
      ...legible("rest", path, search),
      ...(check.state !== "unknown" && { person: check.person.username }),
      orgkey,
    };
    // Not decoded, as long as nobody encodes the prefix: `::` and `;` in a file's name must arrive as they are.
    const below = path.startsWith(prefix) ? path.slice(prefix.length) : (request.params as { "*": string })["*"];
    return respond(reply, incoming, async () => {
      await pauses.wait(behaviour.current.latency);
      const contentType = request.headers["content-type"];
      const { happened, ...answer }: RestCallAnswer = await answerRestCall(parts, {
        method: request.method,
        orgkey,
        path: below,
        search,
        ...(Buffer.isBuffer(request.body) && { body: request.body }),
        ...(contentType !== undefined && { contentType }),
        token: bearer,
        ip: request.ip,
      });
      if (happened) onceOut(reply, () => hooks.tell(happened.organisation, happened.events));
      return answer;
    });
  };

/** The simulator's HTTP server, not yet listening. */
export function createServer(parts: ServerParts): FastifyInstance {
  const { oauth, apiPaths, welcome } = parts;
  const respond = createRespond(parts);
  const authorize = authorizeHandler(parts, respond);
  const rest = (at: RestPrefix): Handler => restHandler(parts, respond, at);
  const restPrefixes = [...apiPaths].map(([orgkey, path]): RestPrefix => ({ orgkey, prefix: `${path}rest/` }));
  const nowhere = async (request: FastifyRequest, reply: FastifyReply, status = 404): Promise<FastifyReply> => {
    const { path } = targetOf(request);
    // The router decodes before it compares; whatever it could not make sense of may still be a REST call.
    const found = restPrefixes.find(({ prefix }) => path.startsWith(prefix));
    if (found) return rest(found)(request, reply);
    return deliver(reply, textAnswer(status, "There is nothing here. GET / says what there is."));
  };

  const app = Fastify({
    forceCloseConnections: true,
    bodyLimit: MAX_BODY,
    frameworkErrors: (_error, request, reply) => void nowhere(request, reply, 400),
  });
  // Every body as it came: what it should be is each endpoint's own affair.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    deliver(reply, textAnswer(error.statusCode ?? 500, error.message)),
  );
  app.setNotFoundHandler((request, reply) => nowhere(request, reply));

  app.get("/", async (_request, reply) => deliver(reply, pageAnswer(200, welcome())));
  app.get(paths.authorize, authorize);
  app.post(paths.authorize, authorize);
  app.post(paths.token, tokenHandler(parts, respond));
  app.get(paths.identityKeys, async (_request, reply) => deliver(reply, jsonAnswer(200, oauth.identityKeys())));
  for (const at of restPrefixes) app.route({ method: METHODS, url: `${at.prefix}*`, handler: rest(at) });
  void app.register(async (scope) => addControls(scope, parts));
  return app;
}
