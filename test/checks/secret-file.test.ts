import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSecretFile, SecretFileError } from "../../checks/secret-file";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "secret-"));
  file = join(folder, "password");
  writeFileSync(file, "hush", { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is told when a file is read; never what is in it. */
function refusal(path: string): string {
  try {
    readSecretFile(path);
  } catch (error) {
    expect(error).toBeInstanceOf(SecretFileError);
    expect(String((error as Error).stack)).not.toContain("hush");
    return (error as Error).message;
  }
  return "it was read";
}

test("reads a file that only its owner can read", () => {
  expect(readSecretFile(file)).toBe("hush");
  chmodSync(file, 0o400);
  expect(readSecretFile(file)).toBe("hush");
});

test.each([
  [0o640, "0640"],
  [0o604, "0604"],
  [0o620, "0620"],
  [0o601, "0601"],
])("fails when others may access it, with mode %d", (mode, shown) => {
  chmodSync(file, mode);
  expect(refusal(file)).toBe(
    `${file}: a secret must be accessible by its owner only (mode 0600), but its mode is ${shown}: chmod 600 '${file}'`,
  );
  execFileSync("bash", ["-c", refusal(file).split(": ").at(-1)!]);
  expect(readSecretFile(file)).toBe("hush");
});

test("fails when it is a symbolic link, also one to a file that would do", () => {
  const link = join(folder, "link");
  symlinkSync(file, link);
  expect(refusal(link)).toBe(
    `${link}: a secret must be a plain file, but this is a symbolic link: put the file itself there`,
  );
});

test("fails when it belongs to somebody else", () => {
  // Only root can give it away.
  chownSync(file, 4711, 4711);
  const rule = "a secret must belong to uid 0 or 1000, but this belongs to uid 4711";
  expect(refusal(file)).toBe(`${file}: ${rule}: sudo chown 0 '${file}'`);
  chownSync(file, 1000, 1000);
  expect(readSecretFile(file)).toBe("hush");
});

test("fails when it is not there, or no plain file; a pipe is not waited for", () => {
  expect(refusal(join(folder, "none"))).toContain(
    "a secret must be there, but there is no such file: put it",
  );
  mkdirSync(join(folder, "folder"), { mode: 0o700 });
  expect(refusal(join(folder, "folder"))).toContain("but this is a folder or a device: put a file there");
  execFileSync("mkfifo", ["-m", "600", join(folder, "pipe")]);
  expect(refusal(join(folder, "pipe"))).toContain("but this is a folder or a device: put a file there");
});
