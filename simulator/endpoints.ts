import type { Database } from "./database.js";

/** The paths of the OAuth half; REST lies beside it. */
export const paths = {
  authorize: "/api/oauth/authorize",
  token: "/api/oauth/token",
  identityKeys: "/jwt-discovery-public.json",
} as const;

/** Which path each organisation's API lies under: the first at `/api/`, the others below their region. */
export function apiPaths({ organisations }: Database): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    organisations.map(({ orgkey, region }, index) => {
      const below = index === 0 ? "" : taken.has(region) ? `/${region}-${orgkey}` : `/${region}`;
      taken.add(index === 0 ? "" : region);
      return [orgkey, `${below}/api/`];
    }),
  );
}
