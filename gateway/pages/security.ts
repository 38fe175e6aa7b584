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

/** The origin of Apollo Sandbox's frame. Pages load from no other foreign origin. */
export const sandboxFrameOrigin = "https://sandbox.embed.apollographql.com";

/** The policy of each page. All scripts come from the gateway, and no site may frame a page. */
export const policies = {
  page: ownAssetsOnly,
  /** Monaco, GraphiQL's editor, adds styles in elements and attributes, and uses workers. */
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
 * Options for `@fastify/helmet` that give a page its policy, no referrer and no sniffing of types. HSTS is sent only when the
 * public URL is https.
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

/** The headers of `pageSecurity`, for pages that are sent without `@fastify/helmet`. */
export const plainHeaders = (policy: Policy, https: boolean): Readonly<Record<string, string>> => ({
  "content-security-policy": policyHeader(policy),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  ...(https && { "strict-transport-security": "max-age=31536000" }),
});
