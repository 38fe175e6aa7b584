import closeWithGrace from "close-with-grace";
import { ConfigError, readProcessConfig, type Config } from "./config.js";
import { createGateway, type Gateway } from "./create.js";
import { createLog } from "./log.js";

/** Milliseconds to finish what was begun before the process ends: answers first, then tokens that are not saved yet. */
const DRAIN = 50_000;

function configOrExit(): Config {
  try {
    return readProcessConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

function welcome({ publicUrl, environment }: Config, { simulator }: Gateway): string {
  const lines = [
    "",
    `  Actionstep GraphQL gateway (${environment})`,
    "",
    `  Start here       ${publicUrl.href}`,
    `  Apollo Sandbox   ${new URL("/graphql", publicUrl).href}`,
    `  GraphiQL         ${new URL("/graphiql", publicUrl).href}`,
  ];
  if (simulator) {
    lines.push(`  Simulator        ${simulator.url}`, "", "  Who can sign in:");
    for (const { username, password, displayName, orgkey } of simulator.database.people) {
      lines.push(`    ${username.padEnd(10)} ${password.padEnd(8)} ${displayName}, ${orgkey}`);
    }
  }
  return [...lines, ""].join("\n");
}

function explain(error: unknown, { port, host, simulatorPort }: Config): string {
  const { code, port: taken } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE") {
    return `Port ${taken ?? port} is in use on ${host}. Stop what listens there, or set PORT (now ${port}) or SIMULATOR_PORT (now ${simulatorPort}) to a free one.`;
  }
  if (code === "EACCES")
    return `This user may not listen on port ${taken ?? port}; ports below 1024 need rights, or set PORT to a higher one.`;
  return `The gateway could not start: ${error instanceof Error ? error.message : String(error)}`;
}

const config = configOrExit();
const log = createLog(config.log);
try {
  const gateway = await createGateway(config, { log, processMetrics: true });
  closeWithGrace({ delay: DRAIN, logger: false }, async ({ err, signal }) => {
    if (err) log.fatal({ err }, "unexpected failure, stopping");
    else log.info({ signal }, "stopping");
    await gateway.close();
  });
  await gateway.listen();
  process.stdout.write(welcome(config, gateway));
} catch (error) {
  log.debug({ err: error }, "start failed");
  console.error(explain(error, config));
  process.exit(1);
}
