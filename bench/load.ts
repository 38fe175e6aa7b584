import { Pool } from "undici";

/** A request that is sent over and over. */
export interface Call {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A GraphQL query; without it the address is only read. */
  readonly query?: string;
}

/** What a round of load came to. Latencies in milliseconds. */
export interface Round {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly bytes: number;
}

const send = async (pool: Pool, { url, headers, query }: Call): Promise<Buffer> => {
  const { pathname, search } = new URL(url);
  const { statusCode, body } = await pool.request({
    path: pathname + search,
    method: query === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    ...(query !== undefined && { body: JSON.stringify({ query }) }),
  });
  const bytes = Buffer.from(await body.arrayBuffer());
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}: ${bytes.toString().slice(0, 500)}`);
  return bytes;
};

/** Sends a request once and gives back what is answered. Throws for GraphQL errors. */
export async function callOnce(call: Call): Promise<unknown> {
  const pool = new Pool(new URL(call.url).origin);
  const answer = JSON.parse((await send(pool, call)).toString()) as { data?: unknown; errors?: unknown };
  await pool.close();
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data ?? answer;
}

/** Sends a request over and over from several connections at once, each waiting for its answer, for so many milliseconds. */
export async function load(call: Call, connections: number, milliseconds: number): Promise<Round> {
  const pool = new Pool(new URL(call.url).origin, { connections });
  const latencies: number[] = [];
  let bytes = 0;
  const started = performance.now();
  const end = started + milliseconds;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let sent = performance.now(); sent < end; sent = performance.now()) {
        bytes = (await send(pool, call)).length;
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!;
  return { requests: latencies.length, perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99), bytes };
}
