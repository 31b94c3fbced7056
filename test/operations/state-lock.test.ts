import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { explainLock } from "../../operations/state-lock";
import { Terraform } from "../../operations/terraform";

let folder: string;
beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), "state-lock-")))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A stack whose apply takes so long. */
function stack(seconds: number): void {
  const provisioner = [{ "local-exec": { command: `touch begun; sleep ${seconds}` } }];
  const slow = { input: String(seconds), provisioner };
  const text = JSON.stringify({
    terraform: { backend: { local: { path: "state" } } },
    resource: { terraform_data: { slow } },
  });
  writeFileSync(join(folder, "cdk.tf.json"), text);
}

/** An apply that does something has the lock. */
async function untilBegun(): Promise<void> {
  const end = Date.now() + 60_000;
  while (!existsSync(join(folder, "begun")) && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

test("a state that an apply holds is told with its holder; once it is free, a plan that is older is refused", async () => {
  stack(4);
  const terraform = new Terraform(folder, 0);
  await terraform.init();
  expect(await terraform.state()).toBeUndefined();
  for (const plan of ["one", "two"]) await terraform.plan(plan);
  const applied = terraform.apply("one");
  await untilBegun();
  const error = await terraform.plan("three").catch(({ message }: Error) => message);
  expect(error).toMatch(
    new RegExp(
      `^the state is locked by \\S+@\\S+ since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC: wait until it ends, or give --lock-timeout more than 0 seconds; if that one is dead, \`\\w+ force-unlock [0-9a-f-]{36}\` in ${folder}$`,
    ),
  );
  expect(await new Terraform(folder, 30).plan("four")).toBe(false);
  await applied;
  await expect(terraform.apply("two")).rejects.toThrow(
    /^another apply has changed the state meanwhile, so this one does no more: plan again$/,
  );
});

const WORDS = `Error: Error acquiring the state lock

Error message: Workspace is already locked: default
Lock Info:
  ID:        38a04dd4-2528-81a9-bd4b-a4414fbac88b
  Path:      
  Operation: OperationTypePlan
  Who:       root@vm
  Version:   1.11.4
  Created:   2026-11-25 04:05:52.434298751 +0000 UTC
  Info:      
`;

test("PostgreSQL hands out who asks in the place of who holds it, so nobody is named", () => {
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify({ terraform: { backend: { pg: {} } } }));
  const said = explainLock(WORDS, { binary: "terraform", folder, seconds: 60 });
  expect(said).toBe(
    "the state is locked by another Terraform, which PostgreSQL does not name: wait until it ends, or give --lock-timeout more than 60 seconds; if that one is dead, the lock goes with its connection",
  );
});

test("the fields are found in a frame too, and any may be missing", () => {
  const framed = WORDS.replace(/^ {2}(Who|Created):.*\n/gm, "").replace(/^/gm, "│ ");
  expect(explainLock(framed, { binary: "tofu", folder, seconds: 5 })).toMatch(
    /^the state is locked by another Terraform: wait .* more than 5 seconds; .*`tofu force-unlock 38a04dd4-/,
  );
});

test.each([
  ["another error", "Error: Invalid provider configuration"],
  [
    "a backend that does not answer",
    "Error: Error acquiring the state lock\n\nError message: dial tcp: timeout",
  ],
])("%s stays as it is", (_, words) => {
  expect(explainLock(words, { binary: "terraform", folder, seconds: 60 })).toBeUndefined();
});
