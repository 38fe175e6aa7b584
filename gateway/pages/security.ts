import type { FastifyHelmetOptions } from "@fastify/helmet";

/** The directives of one Content-Security-Policy. */
export type Policy = Readonly<Record<string, readonly string[]>>;

const ownAssetsOnly: Policy = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "font-src": ["'self'"],
  "connect-src": ["'self'"],
  "base-uri": ["'none'"],
  "form-action": ["'self'"],
  "frame-ancestors": ["'none'"],
};

/** The only origin any page takes anything from besides our own: the frame in which Apollo Sandbox runs. */
export const sandboxFrameOrigin = "https://sandbox.embed.apollographql.com";

/** What each page may load. Scripts come from `/assets/` on all of them, and nothing may frame them. */
export const policies = {
  page: ownAssetsOnly,
  /** Monaco, GraphiQL's editor, writes `style` elements and attributes of its own, and works in the background. */
  graphiql: {
    ...ownAssetsOnly,
    "style-src": ["'self'", "'unsafe-inline'"],
    "worker-src": ["'self'"],
  },
  sandbox: { ...ownAssetsOnly, "frame-src": [sandboxFrameOrigin] },
} satisfies Record<string, Policy>;

/** A policy as a header value. */
export const policyHeader = (policy: Policy): string =>
  Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources.join(" ")}`)
    .join("; ");

/**
 * Options for `@fastify/helmet` that give a page its policy, no referrer and no sniffing; HSTS only where the public
 * URL is https, since a browser must not be told to insist on what is not there.
 */
export const pageSecurity = (policy: Policy, { https }: { readonly https: boolean }): FastifyHelmetOptions => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: Object.fromEntries(Object.entries(policy).map(([directive, sources]) => [directive, [...sources]])),
  },
  referrerPolicy: { policy: "no-referrer" },
  crossOriginEmbedderPolicy: false,
  xFrameOptions: { action: "deny" },
  strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
});

/** The same as plain headers, for pages that other parts of the gateway send. */
export const plainHeaders = (policy: Policy, https: boolean): Readonly<Record<string, string>> => ({
  "content-security-policy": policyHeader(policy),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  ...(https && { "strict-transport-security": "max-age=31536000" }),
});
