import { describe, expect, test } from "@jest/globals";
import { readConfig, type Config } from "../../../gateway/config.js";
import { drainLimit, longestRequest } from "../../../gateway/http/shutdown-limits.js";
import { compose, haproxyValue, manifest, manifests, megabytesOf, secondsOf, shipped } from "../../support/deploy/files.js";

const KEYS = `k1:${Buffer.alloc(32, 1).toString("base64")}`;
const SETTINGS = new Set([...shipped.example.matchAll(/^# ([A-Z][A-Z_]+)=/gm)].map(([, name]) => name!));
/** A setting of Node itself. */
const HEAP = /^--max-old-space-size=(\d+)$/;
const DIGEST = /^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/;

/** What Compose would make of a value, with these variables set. */
const substituted = (value: string, variables: Readonly<Record<string, string>>): string =>
  value.replace(/\$\{(\w+)(?::[?-]([^}]*))?\}/g, (_, name: string, otherwise: string) => variables[name] ?? otherwise);

const gateways = [compose.services["gateway-1"]!, compose.services["gateway-2"]!];
const composeEnvironment = Object.fromEntries(
  Object.entries(gateways[0]!.environment!).map(([name, value]) => [
    name,
    substituted(value, {
      PUBLIC_URL: "https://graph.example.com",
      ACTIONSTEP_CLIENT_ID: "id",
      ACTIONSTEP_CLIENT_SECRET: "secret",
      AUTH_KEYS: KEYS,
      REDIS_PASSWORD: "word",
    }),
  ]),
);
const pod = manifest("StatefulSet").spec.template;
const [container] = pod.spec.containers;
const containerEnvironment = Object.fromEntries(
  /^ENV (.+)$/m
    .exec(shipped.container)![1]!
    .split(" ")
    .map((pair) => pair.split("=") as [string, string]),
);
const clusterEnvironment: Record<string, string> = {
  ...manifest("ConfigMap").data,
  ACTIONSTEP_CLIENT_ID: "id",
  ACTIONSTEP_CLIENT_SECRET: "secret",
  AUTH_KEYS: KEYS,
  STORE_URL: "rediss://store.stores:6379",
};

const ways: readonly [string, Readonly<Record<string, string>>, string, number][] = [
  ["Compose", composeEnvironment, gateways[0]!.mem_limit, secondsOf(gateways[0]!.stop_grace_period!)],
  ["Kubernetes", clusterEnvironment, container.resources.limits.memory, pod.spec.terminationGracePeriodSeconds],
];

describe.each(ways)("what %s gives a gateway", (_way, environment, memory, grace) => {
  const config = (): Config => readConfig({ ...containerEnvironment, ...environment });

  test("is settings that there are, with values that are accepted", () => {
    expect(Object.keys(environment).filter((name) => !SETTINGS.has(name) && name !== "NODE_OPTIONS")).toEqual([]);
    expect(config()).toMatchObject({ port: 4000, host: "0.0.0.0", metricsPort: 9464, instances: 2 });
    expect(config().trustedProxies).toHaveLength(1);
  });

  test("is more time to end than it may take, and time for balancers to notice", () => {
    expect(grace * 1_000).toBeGreaterThan(drainLimit(config()));
    const [, inter, fall] = /check inter (\d+)s fall (\d+)/.exec(shipped.haproxy)!;
    expect(config().drainDelay).toBeGreaterThan(Number(inter) * Number(fall) * 1_000);
    const { periodSeconds, failureThreshold } = container.readinessProbe;
    expect(config().drainDelay).toBeGreaterThan(periodSeconds * failureThreshold * 1_000);
  });

  test("is memory that its heap of 512 MB leaves a third of", () => {
    expect(environment["NODE_OPTIONS"]).toMatch(HEAP);
    const heap = Number(HEAP.exec(environment["NODE_OPTIONS"]!)![1]);
    expect(heap).toBe(512);
    expect(megabytesOf(memory)).toBeGreaterThanOrEqual(heap * 1.5);
  });

  test("is a proxy before it that waits longer than a query may take", () => {
    const waits = [haproxyValue("timeout server"), manifest("Ingress").metadata.annotations!["haproxy.org/timeout-server"]!];
    for (const wait of waits) expect(secondsOf(wait) * 1_000).toBeGreaterThan(longestRequest(config()));
    // The gateway gives up a file after a minute of silence, and says so.
    expect(secondsOf(haproxyValue("timeout client"))).toBeGreaterThan(60);
    // Readiness asks the store for up to five seconds.
    expect(secondsOf(haproxyValue("timeout check"))).toBeGreaterThan(5);
    expect(container.readinessProbe.timeoutSeconds).toBeGreaterThan(5);
  });
});

describe("deploy/compose.yml", () => {
  test("names every variable that it needs at its top", () => {
    const needed = [...shipped.compose.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name!);
    const [, named] = /^# \.env holds (.+)\.$/m.exec(shipped.compose)!;
    expect([...new Set(needed)].filter((name) => !named!.includes(name))).toEqual([]);
  });

  test("pins the images of others by tag and digest, and its own by the version", () => {
    for (const { image, build } of Object.values(compose.services))
      expect(image).toMatch(build ? new RegExp(`:${shipped.version.replaceAll(".", "\\.")}$`) : DIGEST);
  });

  test("puts the password of Redis into no command line", () => {
    for (const { command, healthcheck } of Object.values(compose.services))
      expect(JSON.stringify([command, healthcheck])).not.toMatch(/\$\{|REDIS_PASSWORD/);
    const places = [...shipped.compose.matchAll(/^.*REDIS_PASSWORD.*$/gm)].map(([line]) => line.trim().split(/[: ]/)[0]);
    expect(places).toEqual(["#", "STORE_URL", "redis-password"]);
  });

  test("has a balancer whose address the gateways believe, and nobody else's", () => {
    const { networks } = compose.services["balancer"]!;
    const { ipv4_address } = (networks as Record<string, { ipv4_address: string }>)["people"]!;
    expect(composeEnvironment["TRUSTED_PROXIES"]).toBe(ipv4_address);
    const { subnet } = compose.networks.people.ipam.config[0];
    expect(subnet.endsWith("/24") && ipv4_address.startsWith(subnet.replace(/0\/24$/, ""))).toBe(true);
  });

  test("has the gateways that the balancer sends to, on the port they listen on, with all but their spool read only", () => {
    const servers = [...shipped.haproxy.matchAll(/^ {2}server (\S+) (\S+):(\d+)/gm)].map(([, , host, port]) => [host, port]);
    expect(servers).toEqual([
      ["gateway-1", "4000"],
      ["gateway-2", "4000"],
    ]);
    expect(compose.services["balancer"]!.ports).toEqual([expect.stringMatching(/:8080$/)]);
    expect(haproxyValue("bind")).toBe(":8080");
    for (const { read_only, volumes } of gateways) {
      expect(read_only).toBe(true);
      const [volume, folder] = volumes![0]!.split(":");
      expect(Object.keys(compose.volumes)).toContain(volume);
      expect([volumes!.length, folder]).toEqual([1, containerEnvironment["SPOOL_DIRECTORY"]]);
    }
    expect(gateways[0]!.volumes).not.toEqual(gateways[1]!.volumes);
    for (const service of Object.values(compose.services)) expect(megabytesOf(service.mem_limit)).toBeGreaterThan(0);
  });
});

describe("deploy/kubernetes.yml", () => {
  const labels = pod.metadata.labels;
  const ports: Record<string, number> = Object.fromEntries(
    container.ports.map(({ name, containerPort }: { name: string; containerPort: number }) => [name, containerPort]),
  );

  test("holds one of each thing, with the API version that Kubernetes has for it", () => {
    expect(manifests.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`)).toEqual([
      "v1 ConfigMap actionstep-graphql-gateway",
      "apps/v1 StatefulSet actionstep-graphql-gateway",
      "v1 Service actionstep-graphql-gateway",
      "v1 Service actionstep-graphql-gateway-pods",
      "policy/v1 PodDisruptionBudget actionstep-graphql-gateway",
      "networking.k8s.io/v1 NetworkPolicy actionstep-graphql-gateway",
      "networking.k8s.io/v1 Ingress actionstep-graphql-gateway",
    ]);
  });

  test("selects the pods that there are", () => {
    const { spec } = manifest("StatefulSet");
    for (const selector of [
      spec.selector.matchLabels,
      spec.template.spec.topologySpreadConstraints[0].labelSelector.matchLabels,
      manifest("Service").spec.selector,
      manifest("Service", spec.serviceName).spec.selector,
      manifest("PodDisruptionBudget").spec.selector.matchLabels,
      manifest("NetworkPolicy").spec.podSelector.matchLabels,
    ])
      expect(selector).toEqual(labels);
    expect(String(spec.replicas)).toBe(clusterEnvironment["INSTANCES"]);
    expect(manifest("PodDisruptionBudget").spec.maxUnavailable).toBeLessThan(spec.replicas);
  });

  test("speaks of ports that the container has, and the container of those that the gateway listens on", () => {
    const { port, metricsPort } = readConfig({ ...containerEnvironment, ...clusterEnvironment });
    expect(ports).toEqual({ http: port, metrics: metricsPort });
    expect(pod.metadata.annotations["prometheus.io/port"]).toBe(String(metricsPort));
    const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
    const named = [
      ...probes.map(({ httpGet }) => httpGet.port),
      ...["actionstep-graphql-gateway", "actionstep-graphql-gateway-pods"].map(
        (name) => manifest("Service", name).spec.ports[0].targetPort,
      ),
      ...manifest("NetworkPolicy").spec.ingress.flatMap((rule: { ports: { port: string }[] }) =>
        rule.ports.map(({ port: at }) => at),
      ),
    ];
    expect(named).toEqual(["http", "http", "http", "http", "metrics", "http", "metrics"]);
  });

  test("leads people to the service and its port, and to nothing else", () => {
    const [rule] = manifest("Ingress").spec.rules;
    expect(new URL(clusterEnvironment["PUBLIC_URL"]!).host).toBe(rule.host);
    expect(manifest("Ingress").spec.tls[0].hosts).toEqual([rule.host]);
    for (const { backend } of rule.http.paths) {
      const service = manifest("Service", backend.service.name);
      expect(service.spec.ports.map(({ name }: { name: string }) => name)).toContain(backend.service.port.name);
      expect(backend.service.port.name).toBe("http");
    }
  });

  test("runs the image as it is made: the same user and spool, all else read only, a version and not the latest", () => {
    const [, user, group] = /^USER (\d+):(\d+)$/m.exec(shipped.container)!;
    expect(pod.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: Number(user), fsGroup: Number(group) });
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
    expect(container.volumeMounts).toEqual([{ name: "spool", mountPath: containerEnvironment["SPOOL_DIRECTORY"] }]);
    expect(container.image.endsWith(`:${shipped.version}`)).toBe(true);
  });

  test("keeps variables away that Kubernetes makes of the names of services, which the gateway would refuse", () => {
    expect(() => readConfig({ ...clusterEnvironment, ACTIONSTEP_GRAPHQL_GATEWAY_PORT: "tcp://10.0.0.1:80" })).toThrow(
      /not a setting/,
    );
    expect(pod.spec.enableServiceLinks).toBe(false);
  });

  test("lets gateways ask names, the store and https, and not what is private", () => {
    const { policyTypes, egress } = manifest("NetworkPolicy").spec;
    expect(policyTypes).toEqual(["Ingress", "Egress"]);
    expect(egress.map((rule: { ports: { port: number }[] }) => rule.ports.map(({ port }) => port))).toEqual([
      [53, 53],
      [6379, 5432],
      [443],
    ]);
    expect(egress[2].to[0].ipBlock.except).toEqual(expect.arrayContaining(["10.0.0.0/8", "169.254.0.0/16"]));
  });
});

describe("deploy/Containerfile", () => {
  test("starts from a base that is named by tag and digest, by an argument, in each stage", () => {
    const [, base] = /^ARG BASE=(\S+)$/m.exec(shipped.container)!;
    expect(base).toMatch(DIGEST);
    expect(base).toMatch(/^node:24\.\d+\.\d+-bookworm-slim@/);
    expect([...shipped.container.matchAll(/^FROM (\S+)/gm)].map(([, from]) => from)).toEqual(["${BASE}", "${BASE}"]);
  });

  test("says the version of the package", () => {
    expect(/^ARG VERSION=(\S+)$/m.exec(shipped.container)![1]).toBe(shipped.version);
  });

  test("is built from a list of what it needs, the same for each builder", () => {
    expect(shipped.ignored[0]).toBe(shipped.ignored[1]);
    expect(shipped.ignored[0]).toMatch(/^\*$/m);
    expect(shipped.ignored[0]).not.toMatch(/^!.*(env|data|test|node_modules)/m);
  });
});
