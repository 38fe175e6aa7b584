import { ConfigError, readProcessConfig, type Config } from "./config.js";
import { createGateway, type Gateway } from "./create.js";
import { createLog } from "./observability/log.js";
import { MAX_LIFE_AFTER_FAILURE, drainLimit } from "./http/shutdown-limits.js";
import { endOnSignals, endProcessSoon } from "./http/shutdown.js";
import { guardStandardStreams, standardOutput } from "./observability/standard-streams.js";

function configOrExit(): Config {
  try {
    return readProcessConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

function welcome({ publicUrl, environment, sandbox }: Config, { simulator, metricsUrl }: Gateway): string {
  const lines = [
    "",
    `  Actionstep GraphQL gateway (${environment})`,
    "",
    `  Start here       ${publicUrl.href}`,
    ...(sandbox ? [`  Apollo Sandbox   ${new URL("/graphql", publicUrl).href}`] : []),
    `  GraphiQL         ${new URL("/graphiql", publicUrl).href}`,
  ];
  if (metricsUrl) lines.push(`  Metrics          ${metricsUrl}`);
  if (simulator) {
    lines.push(`  Simulator        ${simulator.url}`, "", "  Who can sign in:");
    for (const { username, password, displayName, orgkey } of simulator.database.people) {
      lines.push(`    ${username.padEnd(10)} ${password.padEnd(8)} ${displayName}, ${orgkey}`);
    }
  }
  return [...lines, ""].join("\n");
}

function explain(error: unknown, { port, host, metricsPort, metricsHost, simulatorPort }: Config): string {
  if (error instanceof ConfigError) return error.message;
  const { code, port: taken } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE" && taken !== undefined && taken === metricsPort) {
    return `Port ${taken} is in use on ${metricsHost}. Stop what listens there, or set METRICS_PORT (now ${metricsPort}) to a free one.`;
  }
  if (code === "EADDRINUSE") {
    return `Port ${taken ?? port} is in use on ${host}. Stop what listens there, or set PORT (now ${port}) or SIMULATOR_PORT (now ${simulatorPort}) to a free one.`;
  }
  if (code === "EACCES")
    return `This user may not listen on port ${taken ?? port}; ports below 1024 need rights, or set PORT to a higher one.`;
  return `The gateway could not start: ${error instanceof Error ? error.message : String(error)}`;
}

guardStandardStreams();
const config = configOrExit();
const output = standardOutput();
const log = createLog(config.log, output);
let gateway: Gateway | undefined;
endOnSignals({
  log,
  // Before it is made there is nothing to finish.
  close: async (signal) => {
    // SIGTERM comes from what runs the process, perhaps behind a balancer; with Ctrl-C there is none to wait for.
    if (signal === "SIGTERM") await gateway?.drain();
    await gateway?.close();
  },
  settled: output.settled,
  limits: { afterSignal: drainLimit(config), afterFailure: MAX_LIFE_AFTER_FAILURE },
});
try {
  gateway = await createGateway(config, { log, processMetrics: true, droppedLogLines: output.dropped });
  await gateway.listen();
  output.write(welcome(config, gateway));
} catch (error) {
  log.debug({ err: error }, "start failed");
  console.error(explain(error, config));
  await endProcessSoon(1);
}
