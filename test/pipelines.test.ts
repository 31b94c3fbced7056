import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { evaluate, filled } from "./support/github-expression";
import { exampleFile, examplePackage } from "./support/pipelines-project";

const WORKFLOWS = ["kafka-plan.yml", "kafka-apply.yml", "kafka-drift.yml"];

interface Workflow {
  readonly defaults: object;
  readonly jobs: Readonly<Record<string, { readonly steps: ReadonlyArray<{ readonly run?: string }> }>>;
}

test.each(WORKFLOWS)("no script of %s holds an expression, and each has pipefail", (name) => {
  const { defaults, jobs } = parse(exampleFile(`github/${name}`)) as Workflow;
  expect(defaults).toEqual({ run: { shell: "bash" } });
  const scripts = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run));
  expect(scripts.length).toBeGreaterThanOrEqual(3);
  expect(scripts.filter((one) => one.includes("${{"))).toEqual([]);
});

test("the page's package.json has what the project is tested with", () => {
  const own = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8")) as {
    version: string;
    devDependencies: Record<string, string>;
  };
  const { dependencies, devDependencies } = JSON.parse(examplePackage()) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const { "cdktf-kafka-docker": file, ...others } = dependencies;
  expect(file).toBe(`file:cdktf-kafka-docker-${own.version}.tgz`);
  expect(own.devDependencies).toMatchObject({ ...others, ...devDependencies });
});

const contexts = { github: { event: { merged: true, number: 7 } }, secrets: { A: "b" } };
const status = { always: true, cancelled: false, failure: true, success: false };

test.each([
  ["github.event.merged == true && secrets.A == 'b'", true],
  ["github.event.merged == true && secrets.A == 'c'", false],
  ["${{ !cancelled() }}", true],
  ["success()", false],
  ["github.event.nothing.at.all", undefined],
])("the expression %j is %j", (text, value) => {
  expect(evaluate(text, contexts, status)).toBe(value);
});

test.each(["a || b", "contains(github.ref, 'x')", "env.A", "success() == x"])("%j is not known", (text) => {
  expect(() => evaluate(text, contexts)).toThrow(/not know|no context/);
});

test("expressions in a text are filled", () => {
  expect(filled("plan-${{ github.event.number }}-${{ secrets.A }}${{ github.none }}", contexts)).toBe(
    "plan-7-b",
  );
});
