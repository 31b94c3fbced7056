const swc = { target: "es2022", transform: { react: { runtime: "automatic", importSource: "preact" } } };
// Packages that are modules only; Node.js imports them as such, jest does not.
const MODULES_ONLY = ["d3-[a-z-]+", "internmap", "@hpcc-js/wasm-zstd"];

// Tests of who may do what, and of topics.
const ACCESS = "cis|clients|secrets|secured|security|topics|users";

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
    { ...common, displayName: "e2e", testMatch: [`<rootDir>/test/e2e/!(broken-|${ACCESS})*.test.ts`] },
    // Mostly waits: some run side by side.
    { ...common, displayName: "access", testMatch: [`<rootDir>/test/e2e/@(${ACCESS})*.test.ts`] },
    { ...common, displayName: "broken", testMatch: ["<rootDir>/test/e2e/broken-*.test.ts"] },
  ],
  testTimeout: 300_000,
  collectCoverageFrom: ["constructs/**/*.ts", "manifest/**/*.ts"],
  coverageThreshold: { global: { branches: 95, lines: 95 } },
};
