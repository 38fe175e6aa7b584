import js from "@eslint/js";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** What each folder may import of ours; ARCHITECTURE.md has the drawing. */
const zones = [
  {
    target: "./schema",
    from: ["./resolvers", "./auth", "./gateway", "./simulator", "./test"],
    message: "schema imports nothing of ours.",
  },
  { target: "./resolvers", from: ["./auth", "./gateway", "./simulator", "./test"], message: "resolvers import only schema." },
  {
    target: "./auth",
    from: ["./resolvers", "./gateway", "./simulator", "./test"],
    message: "auth imports only schema/errors and time.",
  },
  { target: "./auth", from: "./schema", except: ["./errors.ts"], message: "auth imports only schema/errors and time." },
  {
    target: "./simulator",
    from: ["./resolvers", "./auth", "./gateway", "./test"],
    message: "the simulator imports only schema and time.",
  },
  {
    target: "./time",
    from: ["./schema", "./resolvers", "./auth", "./gateway", "./simulator", "./test"],
    message: "time imports nothing of ours.",
  },
  { target: "./gateway", from: ["./test"], message: "the product imports no tests." },
];

/** The rooms of the gateway, each with those it imports; whatever is not named here it does not. gateway/README.md has the drawing. */
const rooms = {
  observability: [],
  stores: [],
  "rate-limit": [],
  pages: [],
  execution: [],
  rest: ["rate-limit", "observability"],
  // The records of one operation also write, and writes forget records: a circle that is still to be cut.
  planner: ["rest", "writes"],
  writes: ["rest", "rate-limit", "planner"],
  // A route of files makes the context of its request as the route of GraphQL does.
  files: ["rest", "rate-limit", "planner", "stores", "http"],
  http: ["execution", "planner", "writes", "rest", "files", "pages", "observability", "stores"],
};
for (const [room, imported] of Object.entries(rooms)) {
  const others = Object.keys(rooms).filter((other) => other !== room && !imported.includes(other));
  zones.push({
    target: `./gateway/${room}`,
    from: others.map((other) => `./gateway/${other}`),
    message: `gateway/${room} imports ${imported.length > 0 ? `only ${imported.join(", ")}` : "no other room"}.`,
  });
}

/** The rooms of the simulator in the same way; simulator/README.md has the drawing. */
const simulatorRooms = {
  firms: [],
  rest: [],
  pages: [],
  seed: ["firms", "rest"],
  hooks: ["rest"],
  writes: ["rest", "hooks"],
  control: ["rest"],
  oauth: ["rest", "pages", "control"],
};
for (const [room, imported] of Object.entries(simulatorRooms)) {
  const others = Object.keys(simulatorRooms).filter((other) => other !== room && !imported.includes(other));
  zones.push({
    target: `./simulator/${room}`,
    from: others.map((other) => `./simulator/${other}`),
    message: `simulator/${room} imports ${imported.length > 0 ? `only ${imported.join(", ")}` : "no other room"}.`,
  });
}

/** Packages that enter by one door, by the files that are the door. */
const doors = [
  { files: ["auth/provider/provider.ts"], packages: ["openid-client"] },
  { files: ["auth/crypto/seal.ts"], packages: ["jose"] },
  { files: ["auth/http/browser.ts"], packages: ["bowser"] },
  { files: ["gateway/planner/*.ts", "bench/processes/yoga.ts"], packages: ["dataloader"] },
  { files: ["gateway/stores/*.ts"], packages: ["keyv", "@keyv/redis", "lmdb", "pg"] },
  {
    files: ["gateway/http/*.ts", "bench/processes/{apollo,floor}.ts"],
    packages: ["@apollo/server"],
  },
];

/** Refuses the packages of all doors but one. */
const closedBut = (open) => ({
  "no-restricted-imports": [
    "error",
    {
      patterns: doors
        .filter((door) => door !== open)
        .flatMap(({ files, packages }) =>
          packages.map((name) => ({
            group: [name, `${name}/*`],
            message: `${name} is imported in ${files.join(" and ")} only.`,
          })),
        ),
    },
  ],
});

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "coverage/", ".data/", "**/_generated/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    // Imports say .js where the file is .ts: without the alias nothing is found, and the drawing is not held.
    settings: {
      "import-x/resolver-next": [
        importX.createNodeResolver({ extensions: [".ts", ".tsx", ".js"], extensionAlias: { ".js": [".ts", ".tsx", ".js"] } }),
      ],
    },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones }],
      "import-x/no-default-export": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-floating-promises": "error",
      // Interfaces of libraries ask for promises, and nothing of ours has a "this" to lose.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Only gateway/config.ts reads the environment." },
      ],
      ...closedBut(undefined),
    },
  },
  ...doors.map((door) => ({ files: door.files, rules: closedBut(door) })),
  { files: ["gateway/config.ts"], rules: { "no-restricted-properties": "off" } },
  {
    files: ["test/**"],
    rules: {
      "no-restricted-imports": "off",
      "no-restricted-properties": "off",
      // Answers of GraphQL queries have any shape.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    files: ["**/*.js"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        Buffer: "readonly",
        setTimeout: "readonly",
        fetch: "readonly",
        Response: "readonly",
      },
    },
  },
);
