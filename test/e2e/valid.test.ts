import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { json, must } from "../support/deployment";
import { defaultStack, everythingStack } from "../support/everything";

const terraform = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";

// The two of test/constructs/snapshots.test.ts, with the real provider.
test.each([
  ["the default cluster", defaultStack],
  ["everything set", everythingStack],
])("terraform validate takes %s", async (_, stack) => {
  const cwd = mkdtempSync(join(tmpdir(), "valid-"));
  try {
    writeFileSync(join(cwd, "cdk.tf.json"), Testing.synth(stack(), true));
    await must(terraform, ["init", "-backend=false", "-input=false"], { cwd });
    expect(await json(terraform, ["validate", "-json"], { cwd })).toMatchObject({
      valid: true,
      warning_count: 0,
    });
  } finally {
    rmSync(cwd, { recursive: true });
  }
});

test("terraform validate refuses what is not valid", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "valid-"));
  try {
    const json = Testing.synth(defaultStack(), true).replace('"must_run": true', '"must_run": "perhaps"');
    writeFileSync(join(cwd, "cdk.tf.json"), json);
    await must(terraform, ["init", "-backend=false", "-input=false"], { cwd });
    await expect(must(terraform, ["validate"], { cwd })).rejects.toThrow("must_run");
  } finally {
    rmSync(cwd, { recursive: true });
  }
});
