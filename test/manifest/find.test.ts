import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findManifests } from "../../manifest";

test("finds manifests beside, and in every synthesized stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "manifests-"));
  try {
    expect(findManifests(folder)).toEqual([]);
    const files = [
      "here.manifest.json",
      "cdktf.out/stacks/a/a.manifest.json",
      "cdktf.out/stacks/b/b.manifest.json",
    ];
    for (const file of [...files, "cdktf.out/stacks/a/cdk.tf.json"]) {
      mkdirSync(join(folder, file, ".."), { recursive: true });
      writeFileSync(join(folder, file), "{}");
    }
    expect(findManifests(folder, "cdktf.out")).toEqual(files.map((file) => join(folder, file)).sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
});
