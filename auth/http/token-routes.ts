import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { BadUserInput } from "../../schema/errors.js";
import type { Accounts } from "../callers/account.js";
import { bodyOf, sendError, sendLimited, type RouteGuards } from "./route-guards.js";
import { chosen } from "../callers/authenticate.js";
import type { Connections } from "../connections/connections.js";
import type { Cookies } from "./cookie.js";
import type { Emit } from "../events.js";
import type { GatewayTokens } from "../callers/gateway-tokens.js";
import type { Limiter } from "./limits.js";
import { MAX_TOKENS_PER_CONNECTION } from "../callers/connection-users.js";
import { sourceOf } from "./request-source.js";
import { resolveConnections } from "../callers/connection-ref.js";
import { contentOf, type Sessions } from "../callers/sessions.js";

const DAY = 24 * 3_600_000;

/** The body of a request for a new gateway token. */
const wishes = z.strictObject({
  label: z
    .string({ error: "expected a text of 1 to 80 characters that says what the token is for" })
    .trim()
    .regex(/^[^\p{Cc}]{1,80}$/u, { error: "expected 1 to 80 characters, none of them a control character" }),
  access: z.enum(["read", "write"], { error: "expected read or write" }).default("read"),
  expiresInDays: z
    .int({ error: "expected a whole number of days from 1 to 90" })
    .min(1, { error: "expected at least 1 day" })
    .max(90, { error: "expected at most 90 days" })
    .default(30),
  organisations: z
    .array(z.string(), { error: "expected a list of organisation keys" })
    .min(1, { error: "expected at least one organisation, or nothing for all of yours" })
    .optional(),
});

/** What the routes of gateway tokens need. */
export interface TokenRouteParts {
  readonly accounts: Accounts;
  readonly connections: Connections;
  readonly sessions: Sessions;
  readonly gatewayTokens: GatewayTokens;
  readonly cookies: Cookies;
  readonly guards: RouteGuards;
  readonly limiter: Limiter;
  readonly clock: () => number;
  readonly emit: Emit;
}

/** Adds the routes by which viewers make, list and revoke gateway tokens. */
export function addTokenRoutes(app: FastifyInstance, parts: TokenRouteParts): void {
  const { accounts, connections, sessions, gatewayTokens, cookies, guards, limiter, clock, emit } = parts;
  const endedMeanwhile = (reply: FastifyReply): FastifyReply => {
    cookies.clearSession(reply);
    return sendError(reply, 401, "UNAUTHENTICATED", "This session was ended while the token was being made: there is none.");
  };

  app.get(
    "/auth/tokens",
    guards.signedIn(async (session, _request, reply) => reply.send({ tokens: await accounts.tokens(session) })),
  );

  app.post(
    "/auth/tokens",
    guards.changing(
      guards.lasting(async (session, request, reply) => {
        const by = sourceOf(request, session.principalId);
        const retryAfter = await limiter.exceeded("tokens", request, session.name);
        if (retryAfter !== null) {
          emit({ name: "auth.limited", reason: "tokens", by });
          return sendLimited(reply, retryAfter);
        }
        const { label, access, expiresInDays, organisations } = wishOf(bodyOf(request));
        const all = await resolveConnections(connections, session.connections);
        const argument = "organisations";
        const wanted = organisations?.map((each) => chosen(all, each, { argument, current: session.connectionId })) ?? all;
        if (wanted.length === 0) throw new BadUserInput(argument, "you are connected to none.");
        if ((await gatewayTokens.of(session.connections)).length >= MAX_TOKENS_PER_CONNECTION) throw tooMany();
        const refs = [...new Map(wanted.map(({ id, record }) => [id, { id, since: record.createdAt }])).values()];

        const renewed = await sessions.create(contentOf(session), session, by.browser);
        if (!renewed) return endedMeanwhile(reply);
        cookies.setSession(reply, renewed.id, renewed.session.endsAt - clock());
        const { principalId } = session;
        const made = await gatewayTokens.create({
          label,
          access,
          ...(principalId !== undefined && { principalId }),
          connections: refs,
          expiresAt: clock() + expiresInDays * DAY,
        });
        if (!made) throw tooMany();
        const { token, text } = made;
        if (await sessions.hasEnded(session.name)) {
          await gatewayTokens.revoke(token.id, refs);
          return endedMeanwhile(reply);
        }
        emit({ name: "token.created", token: token.id, session: session.name, reason: access, by });
        return reply.code(201).send({ token: text.reveal(), ...(await accounts.summary(token, refs)) });
      }),
    ),
  );

  app.delete<{ Params: { id: string } }>(
    "/auth/tokens/:id",
    guards.changing(
      guards.lasting(async (session, request, reply) => {
        const { id } = request.params as { id: string };
        if (!(await gatewayTokens.revoke(id, session.connections)))
          return sendError(reply, 404, "NOT_FOUND", "You have no gateway token of that id.");
        emit({ name: "token.revoked", token: id, session: session.name, by: sourceOf(request, session.principalId) });
        return reply.send({ revoked: id });
      }),
    ),
  );
}

function tooMany(): BadUserInput {
  const most = MAX_TOKENS_PER_CONNECTION;
  return new BadUserInput("label", `you have ${most} tokens, which is the most there may be: revoke one first.`);
}

function wishOf(body: Readonly<Record<string, unknown>>): z.infer<typeof wishes> {
  const { data, error } = wishes.safeParse(body);
  if (data) return data;
  const [issue] = error.issues;
  const argument = issue?.path[0] === undefined ? "body" : String(issue.path[0]);
  const known = `expected no members but ${Object.keys(wishes.shape).join(", ")}`;
  throw new BadUserInput(argument, `${argument === "body" ? known : issue!.message}.`);
}
