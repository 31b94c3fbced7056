import { mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { run, which } from "./run.mjs";
import { isAtLeast } from "./version.mjs";

const ARCHITECTURES = { x64: "amd64", ia32: "386" };

/** This machine in Go's words, which Terraform uses too, such as linux_amd64. */
export const GO_PLATFORM = `${process.platform}_${ARCHITECTURES[process.arch] ?? process.arch}`;

/** What the user has set for projects of their own must not decide what is built here. */
function environment() {
  const [os, architecture] = GO_PLATFORM.split("_");
  return { ...process.env, GOOS: os, GOARCH: architecture, GOWORK: "off", CGO_ENABLED: "0" };
}

/**
 * Whether a Go is installed that can build a module, or can fetch the one that can.
 * @param {string} module the directory of its go.mod
 * @param {string} minimum the version of Go that it needs
 * @returns {Promise<boolean>} true if so
 */
export async function hasGo(module, minimum) {
  if (!which("go")) return false;
  // In the module's directory, where Go answers with the toolchain that it would use there.
  const { code, stdout } = await run("go", ["env", "GOVERSION"], { cwd: module, env: environment() });
  return code === 0 && isAtLeast(stdout.trim().replace(/^go/, ""), minimum);
}

/**
 * Builds a program from its Go module, at the versions that go.mod and go.sum fix.
 * @param {object} build what to build
 * @param {string} build.module the directory of its go.mod
 * @param {string} build.package the program's package
 * @param {string} build.output the file to make
 * @param {string[]} [build.tags] build tags
 * @param {string} build.ldflags flags of the linker
 * @param {string} build.what what it is called in messages
 * @param {(text: string) => void} say tells what is being done
 * @returns {Promise<void>}
 */
export async function goBuild({ module, package: name, output, tags = [], ldflags, what }, say) {
  mkdirSync(dirname(output), { recursive: true });
  const unfinished = `${output}.unfinished`;
  let modules = 0;
  let packages = 0;
  const onLine = (line) => {
    if (line.startsWith("go: downloading")) say(`fetching Go modules for ${what}, ${++modules} so far`);
    else say(`compiling ${what}, ${++packages} packages so far`);
  };
  say(`building ${what} from its Go module`);
  const flags = ["-v", "-mod=readonly", "-trimpath", "-tags", tags.join(","), "-ldflags", ldflags];
  await run("go", ["build", ...flags, "-o", unfinished, name], {
    cwd: module,
    env: environment(),
    check: true,
    remedy: ["Check that Go reaches its module proxy: `go env GOPROXY` tells which one it asks."],
    onLine,
  });
  // Under its own name only when complete: an interrupted build must not be taken for a program.
  renameSync(unfinished, output);
}
