import type { FastifyRequest } from "fastify";
import { OperationTypeNode } from "graphql";
import { LRUCache } from "lru-cache";
import type { Auth, Viewer as Connection } from "../../auth/index.js";
import type { Viewer } from "../../resolvers/context.js";
import { Forbidden, InsufficientScope, Unauthenticated } from "../../schema/errors.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";

/** Whoever sent a request: somebody with a connection to Actionstep, or nobody that is known. */
export interface RequestViewer {
  /** What resolvers know of them. */
  readonly viewer: Viewer;
  /** Stands for them and what they granted: whoever differs in either sees other things. */
  readonly owner: string;
  /** Whether it is somebody with a connection. */
  readonly isKnown: boolean;
  /** The key of the organisation whose data they see; empty for nobody. */
  readonly organisation: string;
  /** The host, with port, that has their data; empty for nobody. */
  readonly host: string;
  /** Throws `UNAUTHENTICATED` when nobody is signed in. */
  connection(): Connection;
  /** Whether they granted access to a resource, as far as is known. */
  grants(resource: Pick<ResourceDefinition, "path">): boolean;
  /** Where to grant these scopes as well as all others that the operation lacked, once its answer is written. */
  connectUrl(scopes: readonly string[]): () => string;
  /** Throws when they may not run an operation of this kind at all. */
  admit(operation: OperationTypeNode): void;
}

/** What was granted, in forms that are made once for all requests with the same scopes. */
interface Grants {
  readonly granted: ReadonlySet<string>;
  /** The same as items of a JSON list, sorted, each after a comma. */
  readonly sorted: string;
}

/** Lists of scopes that are remembered; a person's list is in each of their requests. */
const MAX_GRANTS = 200;
const knownGrants = new LRUCache<string, Grants>({ max: MAX_GRANTS });

function grantsOf(scopes: readonly string[]): Grants {
  const text = JSON.stringify(scopes);
  let grants = knownGrants.get(text);
  if (!grants) {
    const granted = new Set(scopes);
    knownGrants.set(
      text,
      (grants = {
        granted,
        sorted: [...granted]
          .sort()
          .map((scope) => `,${JSON.stringify(scope)}`)
          .join(""),
      }),
    );
  }
  return grants;
}

/** Finds out who is asking. Where that cannot be read, whatever needs no viewer still answers. */
export async function viewerOf(auth: Pick<Auth, "authenticate" | "connectUrl">, request: FastifyRequest): Promise<RequestViewer> {
  let unreadable: unknown;
  const found = await auth.authenticate(request).catch((error: unknown) => {
    unreadable = error;
    return null;
  });
  const { granted, sorted } = grantsOf(found?.scopes ?? []);
  let wanted: Set<string> | undefined;
  const connectUrl: RequestViewer["connectUrl"] = (scopes) => {
    const all = (wanted ??= new Set(found?.scopes));
    for (const scope of scopes) all.add(scope);
    return () => auth.connectUrl({ scopes: [...all] });
  };
  const connection = (): Connection => {
    if (unreadable !== undefined) throw unreadable as Error;
    if (!found) throw new Unauthenticated(auth.connectUrl());
    return found;
  };
  // No scope known at all: they are set at Actionstep, and its answers will tell.
  const grants: RequestViewer["grants"] = ({ path }) => granted.size === 0 || granted.has("all") || granted.has(path);
  return {
    owner: found ? `[${JSON.stringify(found.connectionId)}${sorted}]` : "",
    isKnown: Boolean(found),
    organisation: found?.orgkey ?? "",
    host: found?.apiHost ?? "",
    connection,
    grants,
    connectUrl,
    viewer: {
      require() {
        const { orgkey, scopes, accessTokenExpiresAt } = connection();
        return { org: orgkey, scopes, accessTokenExpiresAt };
      },
      requireScope(resource) {
        connection();
        if (!grants(resource)) throw new InsufficientScope([resource.path], connectUrl([resource.path]));
      },
    },
    admit(operation) {
      // A gateway token that is no longer good is for its program to notice, whatever it asks for.
      if (unreadable instanceof Unauthenticated) throw unreadable;
      if (operation === OperationTypeNode.MUTATION && found?.access === "read")
        throw new Forbidden(
          "Only reading is allowed: the gateway token has read access, or the session was just given another id.",
        );
    },
  };
}
