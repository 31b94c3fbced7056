import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import jsdoc from "eslint-plugin-jsdoc";
import tseslint from "typescript-eslint";

// Imports run one way: bin -> reports -> operations -> checks -> manifest, and constructs -> manifest.
const BOUNDARIES = [
  {
    target: "./manifest",
    from: ["./bin", "./checks", "./constructs", "./operations", "./reports"],
    message: "The manifest is what constructs and checks agree on: it knows neither.",
  },
  {
    target: "./checks",
    from: ["./bin", "./constructs", "./operations", "./reports"],
    message: "Checks know a cluster only through its manifest, so that they work for any stack.",
  },
  {
    target: "./constructs",
    from: ["./bin", "./checks", "./operations", "./reports"],
    message: "Constructs declare; they never talk to a cluster.",
  },
  {
    target: "./constructs/config",
    from: "./",
    except: ["./constructs/config", "./node_modules"],
    message: "constructs/config is pure Kafka configuration: it imports nothing of ours but itself.",
  },
  {
    target: "./reports",
    from: ["./bin", "./constructs"],
    message: "Reports show what a verification has found or a plan tells, whoever asked for it.",
  },
  {
    target: "./operations",
    from: ["./bin", "./constructs", "./reports"],
    message: "Operations know a cluster only through its manifest, so that they work for any stack.",
  },
  { target: "./bin", from: ["./constructs"], message: "The command works on manifests, not on constructs." },
  {
    target: ["./constructs", "./checks", "./manifest", "./operations", "./reports", "./bin"],
    from: ["./faults", "./test", "./main.ts"],
    message: "The package does not depend on its tests or on its own stack.",
  },
];

const NODE_GLOBALS = [
  "console",
  "process",
  "URL",
  "fetch",
  "AbortController",
  "AbortSignal",
  "Buffer",
  "performance",
].concat(["setTimeout", "clearTimeout", "setInterval", "clearInterval"]);

const restricted = (patterns) => ({
  "no-restricted-imports": ["error", { patterns: patterns.map(([regex, message]) => ({ regex, message })) }],
});
const NO_CDKTF = ["^(cdktf|constructs|@cdktf/.*)$", "Only constructs/ and main.ts know CDKTF."];
const NO_KAFKAJS = ["^kafkajs$", "Only checks/ know the client library."];
const NO_JEST = ["^(@jest/.*|jest.*)$", "The package does not depend on its test runner."];
const NO_NODE = [
  "^node:(fs|child_process|net|http)",
  "constructs/config is pure: no files, no processes, no network.",
];
const NO_BARREL = [
  "^@cdktf/provider-docker$",
  "Import each resource from its own path: the barrel costs time.",
];

export default tseslint.config(
  { ignores: ["dist/", ".e2e/", "cdktf.out*/", "coverage/", "node_modules/", "state/"] },
  ...tseslint.configs.strict,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [createTypeScriptImportResolver()],
      // Node.js that runs the linter may be older than that of the examples' services.
      "import-x/core-modules": ["node:sqlite"],
    },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones: BOUNDARIES }],
      "import-x/no-cycle": "error",
      "import-x/no-unresolved": ["error", { ignore: ["^cdktf-kafka-docker"] }],
      "max-lines": ["error", { max: 250 }],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_+$" }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, "readonly"])) },
    rules: { "no-undef": "error" },
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
    },
  },
  {
    files: ["bin", "checks", "constructs", "manifest", "operations", "reports"].map(
      (one) => `${one}/**/*.{ts,tsx}`,
    ),
    plugins: { jsdoc },
    rules: {
      "jsdoc/require-jsdoc": [
        "error",
        {
          publicOnly: true,
          require: { ClassDeclaration: true, FunctionDeclaration: true },
          contexts: [
            "ExportNamedDeclaration > TSInterfaceDeclaration",
            "ExportNamedDeclaration > VariableDeclaration",
          ],
        },
      ],
      "jsdoc/check-param-names": ["error", { checkDestructured: false }],
    },
  },
  { files: ["constructs/**/*.ts", "main.ts"], rules: restricted([NO_KAFKAJS, NO_JEST, NO_BARREL]) },
  { files: ["constructs/config/**/*.ts"], rules: restricted([NO_CDKTF, NO_KAFKAJS, NO_JEST, NO_NODE]) },
  { files: ["checks/**/*.ts"], rules: restricted([NO_CDKTF, NO_JEST]) },
  {
    files: ["manifest/**/*.ts", "operations/**/*.ts", "reports/**/*.{ts,tsx}", "bin/**/*.ts"],
    rules: restricted([NO_CDKTF, NO_KAFKAJS, NO_JEST]),
  },
);
