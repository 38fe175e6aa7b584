import type { Fault } from "./fault.js";

/** Fixes of the graph, the simulator and the files to deploy with, undone in today's code. */
export const undoneOthers: readonly Fault[] = [
  {
    name: "Values of Actionstep's are promised never to be null.",
    from: "a7b1c47",
    edits: [
      {
        file: "schema/vocabulary/attributes.ts",
        find: "      nullable: true,\n      description,",
        replace: "      nullable: !options.required,\n      description,",
      },
    ],
    tests: ["test/graph/schema.test.ts"],
  },
  {
    name: "A whole number that no JSON number holds exactly is shown as another.",
    from: "77bbee1",
    edits: [
      {
        file: "schema/vocabulary/codecs.ts",
        find: "return Number.isSafeInteger(number) ? number : notWhole;",
        replace: 'return typeof number === "number" ? number : notWhole;',
      },
    ],
    tests: ["test/e2e/odd-values.test.ts"],
  },
  {
    name: "A new record of the simulator lacks what no real answer was ever without.",
    from: "ef01b8b",
    edits: [
      {
        file: "simulator/writes/create.ts",
        find: "{ ...beginningsOf(resource), ...defaults.attributes }",
        replace: "defaults.attributes",
      },
    ],
    tests: ["test/e2e/simulator/every-write.test.ts", "test/e2e/simulator/writes.test.ts"],
  },
  {
    name: "A hook target that cannot be asked ends the simulator.",
    from: "a5818f5",
    edits: [
      {
        file: "simulator/hooks/post.ts",
        find: "// A URL may be one and still hold what cannot be sent, such as a user name that cannot be decoded.\n      return resolve(0);",
        replace: 'queueMicrotask(() => { throw new Error("This target cannot be asked."); });\n      return undefined;',
      },
    ],
    tests: ["test/e2e/simulator/hooks.test.ts"],
  },
  {
    name: "Several changes of one record in one write are as many events.",
    from: "b8666dc",
    edits: [
      {
        file: "simulator/writes/work.ts",
        find: "deeds.set(`${deed.event} ${deed.path} ${key}`,",
        replace: "deeds.set(`${deed.event} ${deed.path} ${key} ${deeds.size}`,",
      },
    ],
    tests: ["test/e2e/simulator/hooks.test.ts"],
  },
  {
    name: "A fault of the simulator befalls requests whose query it does not name.",
    from: "b8666dc",
    edits: [
      {
        file: "simulator/control/fault-request.ts",
        find: "(url?.test(request.url) ?? true)",
        replace: "(url === undefined || true)",
      },
    ],
    tests: ["test/e2e/simulator/writes.test.ts", "test/e2e/simulator/controls.test.ts"],
  },
  {
    name: "Lists of the simulator leave deleted documents out unless told otherwise.",
    from: "5622b97",
    edits: [{ file: "simulator/rest/quirks.ts", find: 'deletedDocuments: "shown",', replace: 'deletedDocuments: "hidden",' }],
    tests: ["test/e2e/simulator/writes.test.ts", "test/graph/simulator/rest.test.ts"],
  },
  {
    name: "Kubernetes adds a variable, named after the service, that the gateway refuses.",
    from: "2e5d512",
    edits: [{ file: "deploy/kubernetes.yml", find: "      enableServiceLinks: false\n", replace: "" }],
    tests: ["test/unit/deploy/manifests.test.ts"],
  },
  {
    name: "The password of Redis stands on a command line.",
    from: "2e5d512",
    edits: [
      {
        file: "deploy/compose.yml",
        find: "exec redis-server /run/redis/password.conf --appendonly",
        replace: "exec redis-server --requirepass ${REDIS_PASSWORD} --appendonly",
      },
    ],
    tests: ["test/unit/deploy/manifests.test.ts"],
  },
  {
    name: "The load balancer passes on what a client says of where it comes from.",
    from: "bb57c87",
    edits: [
      { file: "deploy/haproxy.cfg", find: "  http-request del-header x-forwarded- -m beg\n", replace: "" },
      { file: "deploy/haproxy.cfg", find: "  http-request set-header x-forwarded-for %[src]\n", replace: "" },
    ],
    tests: ["test/platform/deploy/haproxy.test.ts"],
  },
  {
    name: "The load balancer sends requests to a gateway that ends, and tries no other.",
    from: "bb57c87",
    edits: [
      { file: "deploy/haproxy.cfg", find: "GET uri /health/ready ver", replace: "GET uri /health/live ver" },
      { file: "deploy/haproxy.cfg", find: "  retries 2\n", replace: "  retries 0\n" },
    ],
    tests: ["test/platform/deploy/haproxy.test.ts"],
  },
];

/** Fixes that no fault stands for, and why. */
export const leftOut: readonly { readonly commit: string; readonly reason: string }[] = [
  {
    commit: "1c965ee",
    reason:
      "It mends the script that tries the image by hand, with Docker: no test runs it, nor can one where there is no Docker.",
  },
];
