const swc = { target: "es2022", transform: { react: { runtime: "automatic", importSource: "preact" } } };
// Packages that are modules only; Node.js imports them as such, jest does not.
const MODULES_ONLY = ["d3-[a-z-]+", "internmap", "@hpcc-js/wasm-zstd"];

// Tests that mostly wait, and have no bound that another cluster's work could break: of who may do what and of topics,
// of storage, of disasters, of gated changes and the harm that the guard prevents, of pipelines, and of the examples.
const PAIRED =
  "apply|cis|clients|disaster|guard-harm|host-path|log-aggregation|pipelines|recommendations|renewal|scale|secrets|secured|security|" +
  "storage|topics|upgrade|users";

const common = {
  transform: { "\\.[cm]?[jt]sx?$": ["@swc/jest", { jsc: swc, module: { type: "commonjs" } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${MODULES_ONLY.join("|")})/)`],
  // The package's own name is its sources here; a deploy uses what was compiled from them.
  setupFilesAfterEnv: ["<rootDir>/test/support/to-succeed.ts"],
  moduleNameMapper: { "^cdktf-kafka-docker$": "<rootDir>/constructs" },
};

export default {
  projects: [
    {
      ...common,
      displayName: "constructs",
      testMatch: ["<rootDir>/test/constructs/**/*.test.ts", "<rootDir>/test/manifest/*.test.ts"],
    },
    {
      ...common,
      displayName: "unit",
      testPathIgnorePatterns: ["/node_modules/", "/test/e2e/", "/test/constructs/", "/test/manifest/"],
      testMatch: ["<rootDir>/test/**/*.test.ts"],
    },
    { ...common, displayName: "e2e", testMatch: [`<rootDir>/test/e2e/!(broken-|${PAIRED})*.test.ts`] },
    // Two at a time.
    { ...common, displayName: "paired", testMatch: [`<rootDir>/test/e2e/@(${PAIRED})*.test.ts`] },
    { ...common, displayName: "broken", testMatch: ["<rootDir>/test/e2e/broken-*.test.ts"] },
  ],
  testTimeout: 300_000,
  collectCoverageFrom: ["constructs/**/*.ts", "manifest/**/*.ts"],
  coverageThreshold: { global: { branches: 95, lines: 95 } },
};
