import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../free-port.js";
import { installed } from "../installed.js";

/** HAProxy, where it is installed; Debian puts it where only root looks. */
export const haproxyProgram = installed("haproxy") ?? installedAt("/usr/sbin/haproxy");

/** The file that is shipped. */
export const shippedConfiguration = readFileSync(fileURLToPath(new URL("../../../deploy/haproxy.cfg", import.meta.url)), "utf8");

function installedAt(file: string): string | undefined {
  return spawnSync(file, ["-v"]).error === undefined ? file : undefined;
}

/** What HAProxy says of a configuration: whether it takes it, and every warning. */
export function judge(configuration: string): { readonly status: number | null; readonly said: string } {
  const folder = mkdtempSync(join(tmpdir(), "asgw-haproxy-"));
  const file = join(folder, "haproxy.cfg");
  writeFileSync(file, configuration);
  const { status, stdout, stderr } = spawnSync(haproxyProgram!, ["-c", "-f", file], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return { status, said: `${stdout}${stderr}` };
}

/** The shipped configuration with other addresses in it, and nothing else changed. */
export function withAddresses(port: number, gateways: readonly [number, number], configuration = shippedConfiguration): string {
  const replaced = configuration
    .replace(/^ {2}bind :8080$/m, `  bind 127.0.0.1:${port}`)
    .replace(/ gateway-1:4000$/m, ` 127.0.0.1:${gateways[0]}`)
    .replace(/ gateway-2:4000$/m, ` 127.0.0.1:${gateways[1]}`);
  if (/gateway-\d:4000| :8080/.test(replaced)) throw new Error("deploy/haproxy.cfg is not as this test knows it");
  return replaced;
}

/** A running HAProxy. */
export interface Balancer {
  readonly port: number;
  readonly url: string;
  /** The lines it logged. */
  readonly logged: () => string;
  close(): Promise<void>;
}

/** Starts HAProxy with the shipped configuration before two gateways, on a port of its own or a given one. */
export async function startHaproxy(
  gateways: readonly [number, number],
  { port, change = (text) => text }: { port?: number; change?: (configuration: string) => string } = {},
): Promise<Balancer> {
  const folder = mkdtempSync(join(tmpdir(), "asgw-haproxy-"));
  const chosen = port ?? (await freePort());
  const file = join(folder, "haproxy.cfg");
  writeFileSync(file, change(withAddresses(chosen, gateways)));
  const child = spawn(haproxyProgram!, ["-db", "-f", file], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await listening(chosen, child, () => output);
  return {
    port: chosen,
    url: `http://localhost:${chosen}`,
    logged: () => output,
    async close() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once("exit", resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listening(port: number, child: ChildProcess, output: () => string): Promise<void> {
  for (let attempt = 0; attempt < 250; attempt++) {
    if (child.exitCode !== null) throw new Error(`HAProxy ended with ${child.exitCode}:\n${output()}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => (socket.destroy(), resolve(true)));
      socket.once("error", () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`HAProxy does not listen on port ${port}:\n${output()}`);
}
