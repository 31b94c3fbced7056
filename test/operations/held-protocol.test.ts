import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropOverride, HeldTerraform, overrideOf } from "../../operations/held-protocol";
import { Terraform } from "../../operations/terraform";
import { serverChange } from "../support/some-plan";
import { run } from "../support/deployment";

const DEFINITION = "cdktf-kafka-docker.definition";
const SETTINGS = "SERVER_PROPERTIES=broker.id=1\nlog.dirs=/$${data}\n";
const container = (settings: string) => ({
  env: ["A=inter.broker.protocol.version", settings],
  image: "kafka:3.9.2",
  labels: [
    { label: "other", value: "${sha256(local.x)}" },
    { label: DEFINITION, value: "abc" },
  ],
});
const stack = (settings = SETTINGS) =>
  JSON.stringify({ resource: { docker_container: { "nowhere-1": container(settings), other: {} } } });
const held = [{ server: serverChange(), protocol: "3.8" }];

test("a broker keeps its protocol, and all else is as declared", () => {
  expect(overrideOf(stack(), held)).toEqual({
    resource: {
      docker_container: {
        "nowhere-1": {
          env: ["A=inter.broker.protocol.version", `${SETTINGS}inter.broker.protocol.version=3.8\n`],
          labels: [
            { label: "other", value: "${sha256(local.x)}" },
            { label: DEFINITION, value: "abc-protocol-3.8" },
          ],
        },
      },
    },
  });
});

test("a protocol that is declared waits for the second round", () => {
  const text = JSON.stringify(overrideOf(stack(`${SETTINGS}inter.broker.protocol.version=3.9\n`), held));
  expect(text.match(/inter\.broker\.protocol\.version=3\.\d/g)).toEqual([
    "inter.broker.protocol.version=3.8",
  ]);
});

test("a stack of another form is refused", () => {
  expect(() => overrideOf("{}", held)).toThrow(
    "docker_container.nowhere-1 cannot be upgraded in two rounds: cdk.tf.json does not declare its settings",
  );
});

test("Terraform plans what is overridden, and nothing is left in the folder; what was left is dropped", async () => {
  const folder = mkdtempSync(join(tmpdir(), "held-protocol-"));
  const override = join(folder, "kafka-docker_override.tf.json");
  try {
    // The same form, of a resource that needs no provider from a registry.
    const text = JSON.stringify({ resource: { terraform_data: { a: { input: "declared" } } } });
    writeFileSync(join(folder, "cdk.tf.json"), text);
    const terraform = new HeldTerraform(new Terraform(folder, 5), []);
    expect(terraform.lockSeconds).toBe(5);
    await terraform.init();
    Object.assign(terraform, { override: text.replace("declared", "held") });
    await terraform.plan(join(folder, "plan"));
    expect(existsSync(override)).toBe(false);
    const { planned_values } = (await terraform.show(join(folder, "plan"))) as {
      planned_values: { root_module: { resources: Array<{ values: object }> } };
    };
    expect(planned_values.root_module.resources[0]!.values).toMatchObject({ input: "held" });
    await terraform.apply(join(folder, "plan"));
    expect(readFileSync(join(folder, "terraform.tfstate"), "utf8")).toContain('"held"');
    const binary = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
    expect((await run(binary, ["plan", "-detailed-exitcode"], { cwd: folder })).code).toBe(2);
    writeFileSync(override, "not JSON");
    dropOverride(folder);
    expect(existsSync(override)).toBe(false);
    writeFileSync(join(folder, "cdk.tf.json"), "not JSON");
    await expect(terraform.plan(join(folder, "plan"))).rejects.toThrow();
    expect(existsSync(override)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
