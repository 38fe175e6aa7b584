import { parseArgs } from "node:util";
import { behaviourChange } from "./control/behaviour-change.js";
import { startSimulator, type Simulator } from "./index.js";

/** What the command needs of the process it runs in. */
export interface CommandPorts {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Tells of SIGINT and SIGTERM. */
  readonly signals: { once(signal: string, listener: () => void): unknown; off(signal: string, listener: () => void): unknown };
}

const DEFAULT_PORT = 4001;

const HELP = `A simulated Actionstep: its OAuth and REST API over invented law firms.

Usage: simulator [options]

  --port <n>                  where it listens; ${DEFAULT_PORT} by default, 0 for any free port
  --host <name>               the address it listens on; 127.0.0.1 by default
  --redirect-uri <url>        where the application may be redirected to; may be given again;
                              without it, to any URL of this machine
  --latency <ms>              milliseconds before each REST answer
  --access-token-seconds <n>  how long an access token lives; 3600 by default
  --rotation <kind>           what a used refresh token is worth: strict, family, grace or lenient
  --help                      this text`;

const options = {
  port: { type: "string" },
  host: { type: "string" },
  "redirect-uri": { type: "string", multiple: true },
  latency: { type: "string" },
  "access-token-seconds": { type: "string" },
  rotation: { type: "string" },
  help: { type: "boolean" },
} as const;

class BadUsage extends Error {}

function optionsOf(argv: readonly string[]): { help: true } | ({ help: false } & Parameters<typeof startSimulator>[0] & object) {
  const { values } = (() => {
    try {
      return parseArgs({ args: [...argv], options });
    } catch (error) {
      throw new BadUsage((error as Error).message);
    }
  })();
  if (values.help) return { help: true };
  const number = (name: "port" | "latency" | "access-token-seconds"): number | undefined => {
    const text = values[name];
    if (text !== undefined && !/^\d+$/.test(text))
      throw new BadUsage(`--${name} is ${JSON.stringify(text)}; expected a whole number`);
    return text === undefined ? undefined : Number(text);
  };
  const port = number("port") ?? DEFAULT_PORT;
  if (port > 65535) throw new BadUsage(`--port is ${port}; expected 0 to 65535`);
  for (const uri of values["redirect-uri"] ?? []) {
    if (!URL.canParse(uri)) throw new BadUsage(`--redirect-uri is ${JSON.stringify(uri)}; expected an absolute URL`);
  }
  const { data: behaviour, error } = behaviourChange.safeParse({
    latency: number("latency"),
    accessTokenSeconds: number("access-token-seconds"),
    rotation: values.rotation,
  });
  if (error) {
    const [{ path, message }] = error.issues as [(typeof error.issues)[0]];
    throw new BadUsage(`--${String(path[0]).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${message}`);
  }
  const redirectUris = values["redirect-uri"];
  return {
    help: false,
    port,
    behaviour,
    client: { id: "simulator-client", secret: "simulator-secret", ...(redirectUris && { redirectUris }) },
    ...(values.host !== undefined && { host: values.host }),
  };
}

const listenFailures: Readonly<Record<string, string>> = {
  EADDRINUSE: "something else listens there already; choose another --port",
  EACCES: "this user may not listen there; choose another --port",
  EADDRNOTAVAIL: "this machine has no such address; choose another --host",
  ENOTFOUND: "there is no such host; choose another --host",
};

const introduction = (
  { url, authorizeUrl, tokenUrl, client, database }: Simulator,
  redirectUris: readonly string[] | undefined,
): string => {
  const firms = new Map(database.organisations.map(({ orgkey, name }) => [orgkey, name]));
  return [
    `The simulated Actionstep listens on ${url}`,
    "",
    `  authorize      ${authorizeUrl}`,
    `  token          ${tokenUrl}`,
    `  client id      ${client.id}`,
    `  client secret  ${client.secret}`,
    `  redirect URI   ${redirectUris?.join(" ") ?? "any of this machine"}`,
    `  controls       ${url}/_simulator`,
    "",
    "Who can sign in:",
    "",
    ...database.people.map(
      ({ username, password, displayName, orgkey }) =>
        `  ${username.padEnd(24)}  ${password.padEnd(12)}  ${displayName}, ${firms.get(orgkey) ?? orgkey}`,
    ),
    "",
    "Ctrl-C ends it.",
  ].join("\n");
};

/** Runs a simulator until a signal ends it; resolves to the exit code. */
export async function run(argv: readonly string[], { print, complain, signals }: CommandPorts): Promise<number> {
  let chosen: ReturnType<typeof optionsOf>;
  try {
    chosen = optionsOf(argv);
  } catch (error) {
    if (!(error instanceof BadUsage)) throw error;
    complain(`${error.message}\nTry --help.`);
    return 2;
  }
  if (chosen.help) {
    print(HELP);
    return 0;
  }
  let simulator: Simulator;
  try {
    simulator = await startSimulator(chosen);
  } catch (error) {
    const why = listenFailures[(error as { code?: string }).code ?? ""];
    if (why === undefined) throw error;
    complain(`The simulator cannot listen on ${chosen.host ?? "127.0.0.1"}:${chosen.port}: ${why}.`);
    return 1;
  }
  print(introduction(simulator, chosen.client?.redirectUris));
  await new Promise<void>((resolve) => {
    const end = (): void => {
      signals.off("SIGINT", end);
      signals.off("SIGTERM", end);
      resolve();
    };
    signals.once("SIGINT", end);
    signals.once("SIGTERM", end);
  });
  await simulator.close();
  return 0;
}
