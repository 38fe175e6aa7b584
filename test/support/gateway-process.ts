import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/gateway/main.js", import.meta.url));

/** The built gateway as a process of its own. */
export interface GatewayProcess {
  readonly child: ChildProcess;
  /** All it wrote. */
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

/** Runs it with nothing but the given environment. */
export function runGateway(cwd: string, environment: Record<string, string>): GatewayProcess {
  const child = spawn(process.execPath, [main], {
    cwd,
    env: { PATH: process.env["PATH"]!, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, exit: new Promise((resolve) => child.once("exit", resolve)) };
}

/** Resolves when the gateway at an address can serve. */
export async function untilReady(url: string, { output }: GatewayProcess): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const ready = await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The gateway did not become ready:\n${output()}`);
}
