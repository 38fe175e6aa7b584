import { tmpdir } from "node:os";
import type { FastifyInstance } from "fastify";
import { OperationTypeNode } from "graphql";
import { NotFound } from "../../schema/errors.js";
import { createContext, type RequestParts } from "../http/request-context.js";
import type { Transport } from "../rest/transport.js";
import { download } from "./download.js";
import { sendFailure } from "./errors.js";
import { LAST_EVENT_ID, eventStream } from "./event-stream.js";
import type { FileSettings } from "./parts.js";
import { createProgressBoard } from "./progress.js";
import { admitted } from "./request-guard.js";
import { createSemaphore } from "./semaphore.js";
import { upload } from "./upload.js";

/** Settings of the file routes; all but `maxUpload` have defaults. `beginTimeout` is how many milliseconds a watcher waits. */
export type FileRouteSettings = Pick<FileSettings, "maxUpload"> & Partial<FileSettings & { readonly beginTimeout: number }>;

/** What the file routes need. */
export interface FilesParts extends RequestParts {
  readonly transport: Transport;
  readonly files: FileRouteSettings;
  readonly clock: () => number;
  readonly origins: readonly string[];
}

/** Milliseconds without a byte after which a client is taken to be gone. */
const SILENCE = 60_000;
/** Milliseconds that Actionstep may take for one part. */
const PART_TIMEOUT = 120_000;
/** Milliseconds that a watcher waits for an upload to begin. */
const BEGIN_TIMEOUT = 10_000;
/** Milliseconds for which the end of an upload is remembered. */
const ENDED_LIFE = 60_000;
/** How many uploads may be under way at a time, and how many downloads: each holds two parts of 5 MB in memory. */
const SEMAPHORE = { max: 8, maxForOne: 4, reserved: 2, timeout: 60_000 };

/** Adds the routes that upload files, report progress, and download documents. */
export function addFileRoutes(app: FastifyInstance, { files, ...given }: FilesParts): void {
  const {
    beginTimeout = BEGIN_TIMEOUT,
    silence = SILENCE,
    partTimeout = PART_TIMEOUT,
    directories = [tmpdir()],
    maxUpload,
  } = files;
  const board = createProgressBoard({ beginTimeout, endedLife: ENDED_LIFE });
  const parts = {
    ...given,
    settings: { maxUpload, silence, partTimeout, directories },
    uploads: createSemaphore({ ...SEMAPHORE, clock: given.clock }),
    downloads: createSemaphore({ ...SEMAPHORE, clock: given.clock }),
    board,
  };
  // Fastify parses no body here: the route reads it piece by piece.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.addHook("onRequest", async (_request, reply) => void reply.header("x-content-type-options", "nosniff"));
  app.setErrorHandler((error, request, reply) => sendFailure(request, reply, error));

  app.post("/files", { config: { hasOwnTimeout: true } }, async (request, reply) => {
    const uploaded = await upload(parts, request, reply);
    return reply.code(201).header("cache-control", "no-store").send(uploaded);
  });

  app.get("/files/:id/progress", { exposeHeadRoute: false }, async (request, reply) => {
    const context = await createContext(parts, request, reply);
    const owner = admitted(context, OperationTypeNode.QUERY);
    if (request.headers["last-event-id"] === LAST_EVENT_ID) return reply.code(204).send();
    const { id } = request.params as { id: string };
    const watched = await board.watch(owner, id, context.upstream.signal!);
    if (!watched) throw new NotFound("An upload of this id");
    return reply
      .headers({ "content-type": "text/event-stream", "cache-control": "no-store, no-transform", "x-accel-buffering": "no" })
      .send(eventStream(watched));
  });

  app.route({
    method: ["GET", "HEAD"],
    url: "/documents/:id/content",
    handler: (request, reply) => download(parts, request, reply),
  });
}
