import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { freePort } from "../../support/free-port.js";
import { testWith } from "../../support/installed.js";
import { redisProgram } from "../../support/servers.js";
import { compose } from "../../support/deploy/files.js";

const PASSWORD = "planted-word-of-redis";

testWith(redisProgram)(
  "Redis of deploy/compose.yml wants its password, writes all to the disk, throws nothing away, and shows the password to nobody",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "asgw-compose-redis-"));
    for (const name of ["secrets", "run", "data"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "secrets", "redis-password"), PASSWORD);
    const port = String(await freePort());
    // As Compose would run it, with the folders of the container elsewhere.
    const here = (text: string): string =>
      text
        .replaceAll("$$", "$")
        .replaceAll("/run/secrets", join(folder, "secrets"))
        .replaceAll("/run/redis", join(folder, "run"));
    const { command, healthcheck } = compose.services["redis"]!;
    const [program, ...args] = command!.map(here) as [string, ...string[]];
    const script = args.pop()!.replace("redis-server ", `${redisProgram!} `).trimEnd();
    const redis = spawn(program, [...args, `${script} --set-proc-title no --port ${port} --dir ${join(folder, "data")}`], {
      stdio: "ignore",
    });
    const inShell = (text: string): string =>
      execFileSync("sh", ["-c", text.replaceAll("redis-cli", `redis-cli -p ${port}`)], { encoding: "utf8", stdio: "pipe" });
    const [kind, check] = healthcheck!.test as [string, string];
    expect(kind).toBe("CMD-SHELL");
    try {
      let healthy = false;
      for (let tries = 0; tries < 200 && !healthy; tries++) {
        try {
          inShell(here(check));
          healthy = true;
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 25));
        }
      }
      expect(healthy).toBe(true);
      expect(inShell("redis-cli ping")).toMatch(/NOAUTH/);
      expect(inShell("REDISCLI_AUTH=another redis-cli ping 2>&1")).toMatch(/WRONGPASS|NOAUTH/);
      const setting = (name: string): string =>
        inShell(`REDISCLI_AUTH=${PASSWORD} redis-cli config get ${name}`).trim().split("\n")[1] ?? "";
      expect(["appendonly", "appendfsync", "maxmemory-policy", "save"].map(setting)).toEqual(["yes", "always", "noeviction", ""]);
      for (const name of ["cmdline", "environ"])
        expect(readFileSync(`/proc/${redis.pid}/${name}`, "utf8")).not.toContain(PASSWORD);
      expect(statSync(join(folder, "run", "password.conf")).mode & 0o077).toBe(0);
    } finally {
      redis.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
