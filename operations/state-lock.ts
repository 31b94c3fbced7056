import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How long a lock of the state is waited for, in seconds. */
export const LOCK_SECONDS = 60;

/** What is known where a lock was asked for. */
export interface LockRequest {
  /** `terraform` or `tofu`. */
  readonly binary: string;
  /** The stack's folder. */
  readonly folder: string;
  /** Seconds that it was waited for. */
  readonly seconds: number;
}

const FIELD = (name: string) => new RegExp(`^[│ ]*${name}:[ \\t]+(\\S.*)$`, "m");

/**
 * Says in one line what Terraform says of a state that others work on.
 *
 * @param words - Terraform's error.
 * @param request - What is known here.
 * @returns Who holds the lock since when, or that something was applied meanwhile, and what to do; undefined for any
 *   other error.
 */
export function explainLock(words: string, { binary, folder, seconds }: LockRequest): string | undefined {
  if (/^[│ ]*Error: Saved plan is stale/m.test(words)) {
    return "another apply has changed the state meanwhile, so this one does no more: plan again";
  }
  if (!/^[│ ]*Error: Error acquiring the state lock/m.test(words)) return undefined;
  const wait = `wait until it ends, or give --lock-timeout more than ${seconds} seconds`;
  if (backendOf(folder) === "pg") {
    // There the fields are those of who asks, and the lock is one of the holder's connection.
    return `the state is locked by another Terraform, which PostgreSQL does not name: ${wait}; if that one is dead, the lock goes with its connection`;
  }
  const [id, who, created] = ["ID", "Who", "Created"].map((name) => FIELD(name).exec(words)?.[1]?.trim());
  // What a backend says that could not be asked for a lock at all.
  if (id === undefined) return undefined;
  const since = created === undefined ? "" : ` since ${created.replace(/\.\d+ \+0000/, "")}`;
  return `the state is locked by ${who ?? "another Terraform"}${since}: ${wait}; if that one is dead, \`${binary} force-unlock ${id}\` in ${folder}`;
}

/** Where the stack keeps its state. */
function backendOf(folder: string): string | undefined {
  try {
    const { terraform } = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as {
      terraform?: { backend?: object };
    };
    return Object.keys(terraform?.backend ?? {})[0];
  } catch {
    return undefined;
  }
}
