import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { jsonAnswer, textAnswer, type Answer } from "../answer.js";
import type { BehaviourSettings } from "./behaviour.js";
import { behaviourChange } from "./behaviour-change.js";
import { deliver } from "../respond.js";
import type { Faults } from "./faults.js";
import { faultRule, ruleOf } from "./fault-request.js";
import { isForeign, isLocal } from "../origin.js";
import type { RequestLog } from "./request-log.js";

/** What the controls can end of what people have granted. */
export interface GrantControl {
  /** Lets every access token expire; returns how many there were. */
  expireAccessTokens(): number;
  /** Ends all that a person has granted. Throws an Error when nobody has that user name. */
  revoke(username: string): void;
}

/** What the controls change, and what they tell of. */
export interface ControlParts {
  readonly oauth: GrantControl;
  readonly behaviour: BehaviourSettings;
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly now: () => number;
  readonly advance: (milliseconds: number) => void;
  /** How to connect without a browser, for the help. */
  readonly recipe: () => string;
}

interface Control {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly description: string;
}

const BASE = "/_simulator";

/** What can be done to a running simulator over HTTP. */
export const controls = [
  { method: "GET", path: BASE, description: "This list." },
  { method: "GET", path: `${BASE}/requests`, description: "The REST, token and authorization requests so far." },
  { method: "DELETE", path: `${BASE}/requests`, description: "Forgets them." },
  { method: "GET", path: `${BASE}/behaviour`, description: "How the simulator behaves." },
  {
    method: "PUT",
    path: `${BASE}/behaviour`,
    description: 'Changes what is named: {"rotation":"family","quirks":{"pageBeyondEnd":"empty"}}',
  },
  { method: "DELETE", path: `${BASE}/behaviour`, description: "Back to the behaviour at the start." },
  { method: "POST", path: `${BASE}/clock`, description: 'Moves the simulator\'s clock: {"advanceSeconds":3600}' },
  {
    method: "POST",
    path: `${BASE}/faults`,
    description:
      'Has requests go wrong: {"match":{"kind":"rest","pathPattern":"/tasks"},"times":1,"fault":{"kind":"status","status":503}}',
  },
  { method: "DELETE", path: `${BASE}/faults`, description: "Takes all faults back." },
  { method: "POST", path: `${BASE}/expire-access-tokens`, description: "Lets every access token expire." },
  { method: "POST", path: `${BASE}/revoke`, description: 'Ends all that a person has granted: {"username":"…"}' },
] as const satisfies readonly Control[];

/** The name of the route that carries a control out. */
type RouteOf<Listed extends Control> = Listed extends Control ? `${Listed["method"]} ${Listed["path"]}` : never;
type Route = RouteOf<(typeof controls)[number]>;

/** Seconds by which the clock can be moved at once: a hundred years. */
const MAX_ADVANCE_SECONDS = 100 * 365 * 86_400;
const clockRequest = z.strictObject({ advanceSeconds: z.number().min(-MAX_ADVANCE_SECONDS).max(MAX_ADVANCE_SECONDS) });
const revokeRequest = z.strictObject({ username: z.string() });

class BadControl extends Error {}

function bodyOf<Shape>({ body }: FastifyRequest, shape: z.ZodType<Shape>): Shape {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.isBuffer(body) ? body.toString("utf8") : "");
  } catch {
    throw new BadControl("The body must be JSON.");
  }
  const { data, error } = shape.safeParse(json);
  if (error) throw new BadControl(z.prettifyError(error));
  return data;
}

const done: Answer = { status: 204 };
const answer = (body: unknown): Answer => jsonAnswer(200, body, { "cache-control": "no-store" });

/** Adds the controls: only for callers on this machine, and not for web pages of other sites. */
export function addControls(app: FastifyInstance, parts: ControlParts): void {
  const { oauth, behaviour, log, faults, now, advance, recipe } = parts;
  const current = (): Answer => answer({ ...behaviour.current, quirks: behaviour.quirks });
  const width = Math.max(...controls.map(({ path }) => path.length));
  const help = (): string =>
    [
      "Controls of the simulated Actionstep, for this machine only:",
      "",
      ...controls.map(({ method, path, description }) => `  ${method.padEnd(6)}  ${path.padEnd(width)}  ${description}`),
      "",
      recipe(),
    ].join("\n");

  const routes: Readonly<Record<Route, (request: FastifyRequest) => Answer>> = {
    "GET /_simulator": () => textAnswer(200, help()),
    "GET /_simulator/requests": () => answer(log.requests),
    "DELETE /_simulator/requests": () => (log.clear(), done),
    "GET /_simulator/behaviour": current,
    "PUT /_simulator/behaviour": (request) => (behaviour.change(bodyOf(request, behaviourChange)), current()),
    "DELETE /_simulator/behaviour": () => (behaviour.reset(), current()),
    "POST /_simulator/clock": (request) => {
      advance(bodyOf(request, clockRequest).advanceSeconds * 1000);
      return answer({ now: new Date(now()).toISOString() });
    },
    "POST /_simulator/faults": (request) => (faults.add(ruleOf(bodyOf(request, faultRule))), done),
    "DELETE /_simulator/faults": () => (faults.clear(), done),
    "POST /_simulator/expire-access-tokens": () => answer({ expired: oauth.expireAccessTokens() }),
    "POST /_simulator/revoke": (request) => {
      const { username } = bodyOf(request, revokeRequest);
      try {
        oauth.revoke(username);
      } catch (error) {
        throw new BadControl((error as Error).message);
      }
      return done;
    },
  };

  app.addHook("onRequest", async (request, reply): Promise<FastifyReply | undefined> => {
    if (!isLocal(request)) return deliver(reply, textAnswer(403, "The controls answer only this machine, under its own name."));
    if (isForeign(request)) return deliver(reply, textAnswer(403, "The controls do not answer another site's page."));
    return undefined;
  });
  for (const { method, path } of controls) {
    app.route({
      method,
      url: path,
      handler: async (request, reply) => {
        try {
          return deliver(reply, routes[`${method} ${path}` as Route](request));
        } catch (error) {
          if (!(error instanceof BadControl)) throw error;
          return deliver(reply, jsonAnswer(400, { error: error.message }));
        }
      },
    });
  }
}
