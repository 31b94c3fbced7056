import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const TOOL = pathToFileURL(join(__dirname, "..", "..", "tools", "terraform-stack.mjs")).href;
const terraform = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
const folder = mkdtempSync(join(tmpdir(), "initialize-"));
const kept = join(folder, ".terraform", "initialized.json");

afterAll(() => rmSync(folder, { recursive: true }));

function initialize(): void {
  const code = `import { initialize } from "${TOOL}"; await initialize("${terraform}", "${folder}", true);`;
  execFileSync(process.execPath, ["--input-type=module", "-e", code]);
}

const changed = () => statSync(kept).mtimeMs;

test("a stack is initialized once, and again where something is another or gone", () => {
  const stack = {
    terraform: { backend: { local: { path: "state.tfstate" } } },
    resource: { terraform_data: { one: { input: 1 } } },
  };
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(stack));
  initialize();
  const first = changed();
  initialize();
  expect(changed()).toBe(first);

  // Such as the checksum of a provider that was built anew.
  writeFileSync(join(folder, ".terraform.lock.hcl"), "# another\n");
  initialize();
  const second = changed();
  expect(second).toBeGreaterThan(first);

  rmSync(join(folder, ".terraform"), { recursive: true });
  initialize();
  expect(existsSync(kept)).toBe(true);
  execFileSync(terraform, ["plan", "-input=false"], { cwd: folder });
});
