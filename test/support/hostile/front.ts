import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Simulator } from "../../../simulator/index.js";

/** The answer that the simulator would give. */
export interface RealAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Answers a REST request in the simulator's place; `real` asks it after all. */
export type Trouble = (
  request: IncomingMessage,
  response: ServerResponse,
  real: () => Promise<RealAnswer>,
) => void | Promise<void>;

/** An Actionstep that does as the simulator does, until it is told to misbehave. */
export interface Front {
  /** Where the first firm's data is; only here anything misbehaves. The second firm's data is at `calmUrl`. */
  readonly url: string;
  readonly calmUrl: string;
  /** Every token that went through, none of which anybody is to see. */
  readonly secrets: ReadonlySet<string>;
  /** The REST requests for the first firm so far: `GET /api/rest/tasks?…`. */
  readonly requests: () => readonly string[];
  /** Has REST requests misbehave, those that match, until the returned function is called. */
  befall(trouble: Trouble, match?: (request: IncomingMessage) => boolean): () => void;
  close(): Promise<void>;
}

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
};

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** Starts one before a simulator. */
export async function startFront(simulator: Simulator, firstFirm: string): Promise<Front> {
  const secrets = new Set<string>();
  let befallen: { readonly trouble: Trouble; readonly match: (request: IncomingMessage) => boolean } | undefined;
  const requests: string[] = [];

  const forward = (incoming: IncomingMessage, body: Buffer): Promise<RealAnswer> =>
    new Promise((resolve, reject) => {
      const { connection: _, "transfer-encoding": __, ...headers } = incoming.headers;
      const outgoing = httpRequest(
        simulator.url + incoming.url!,
        { method: incoming.method!, headers: { ...headers, "content-length": body.length }, agent: false },
        (answer) =>
          void bodyOf(answer).then((bytes) => {
            resolve({ status: answer.statusCode!, headers: answer.headers, text: bytes.toString("latin1") });
          }, reject),
      );
      outgoing.once("error", reject).end(body);
    });
  const give = (response: ServerResponse, { status, headers, text }: RealAnswer): void => {
    const { connection: _, "transfer-encoding": __, "content-length": ___, ...own } = headers;
    const bytes = Buffer.from(text, "latin1");
    response.writeHead(status, { ...own, "content-length": bytes.length }).end(bytes);
  };
  const withOwnAddress = (answer: RealAnswer): RealAnswer => {
    const token = JSON.parse(answer.text) as Record<string, unknown>;
    for (const name of ["access_token", "refresh_token", "id_token"])
      if (typeof token[name] === "string") secrets.add(token[name]);
    const mine = token["orgkey"] === firstFirm ? url : calmUrl;
    return { ...answer, text: answer.text.replaceAll(simulator.url, mine) };
  };

  const handler =
    (misbehaves: boolean) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      response.on("error", () => undefined);
      void (async () => {
        const isRest = request.url!.includes("/rest/");
        if (isRest && misbehaves) requests.push(`${request.method} ${request.url!.slice(0, 500)}`);
        const trouble = isRest && misbehaves && befallen?.match(request) ? befallen.trouble : undefined;
        const body = await bodyOf(request);
        const real = async (): Promise<RealAnswer> => forward(request, body);
        if (trouble) return trouble(request, response, real);
        const answer = await real();
        give(response, request.url!.includes("/oauth/token") ? withOwnAddress(answer) : answer);
      })().catch(() => response.destroy());
    };
  const servers = [createServer(handler(true)), createServer(handler(false))] as const;
  const [url, calmUrl] = await Promise.all([listen(servers[0]), listen(servers[1])]);

  return {
    url,
    calmUrl,
    secrets,
    requests: () => requests,
    befall(trouble, match = () => true) {
      const mine = { trouble, match };
      befallen = mine;
      return () => {
        if (befallen === mine) befallen = undefined;
      };
    },
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}
