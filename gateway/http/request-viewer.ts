import type { FastifyRequest } from "fastify";
import { OperationTypeNode } from "graphql";
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

/** Finds out who is asking. Where that cannot be read, whatever needs no viewer still answers. */
export async function viewerOf(auth: Pick<Auth, "authenticate" | "connectUrl">, request: FastifyRequest): Promise<RequestViewer> {
  let unreadable: unknown;
  const found = await auth.authenticate(request).catch((error: unknown) => {
    unreadable = error;
    return null;
  });
  const granted = new Set(found?.scopes);
  const wanted = new Set(found?.scopes);
  const connectUrl: RequestViewer["connectUrl"] = (scopes) => {
    for (const scope of scopes) wanted.add(scope);
    return () => auth.connectUrl({ scopes: [...wanted] });
  };
  const connection = (): Connection => {
    if (unreadable !== undefined) throw unreadable as Error;
    if (!found) throw new Unauthenticated(auth.connectUrl());
    return found;
  };
  // No scope known at all: they are set at Actionstep, and its answers will tell.
  const grants: RequestViewer["grants"] = ({ path }) => granted.size === 0 || granted.has("all") || granted.has(path);
  return {
    owner: found ? JSON.stringify([found.connectionId, ...[...granted].sort()]) : "",
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
