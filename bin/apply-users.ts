import { type Command } from "commander";
import { deadline } from "../checks/deadline";
import { reason } from "../checks/reason";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { applyUsers } from "../operations/apply-users";
import { chooseManifest } from "./choose-manifest";
import { EXIT } from "./exit-code";
import { clusterCommand } from "./manifest-command";

const SECONDS = 60;

interface ApplyUsersOptions {
  readonly manifest?: string;
  readonly json?: boolean;
}

/** @returns The `apply-users` subcommand. */
export function applyUsersCommand(): Command {
  return clusterCommand(
    "apply-users",
    "Make users, what they may do and their quotas as declared; revoke who is no longer declared.",
  )
    .option("--json", "print what was done as JSON")
    .addHelpText("after", HELP)
    .action(run);
}

const HELP = `
Passwords are read from ~/.kafka-docker/<cluster>/users/<user>/password, or the declared file; they are never printed.

Exit codes:
  0  users are as declared
  1  they could not be made so
  64 wrong usage`;

const run = (cluster: string | undefined, options: ApplyUsersOptions) =>
  makeUsers(chooseManifest(cluster, options.manifest), undefined, options);

/** Makes users as declared, and says what was done. */
export async function makeUsers(
  manifest: ClusterManifest,
  signal?: AbortSignal,
  options: Pick<ApplyUsersOptions, "json"> = {},
): Promise<void> {
  try {
    const done = await applyUsers(manifest, deadline(SECONDS, signal));
    if (options.json) {
      console.log(JSON.stringify({ version: 1, cluster: manifest.name, ...done }, null, 2));
      return;
    }
    for (const principal of done.revoked) console.log(`revoked ${principal}`);
    for (const user of done.quotas) console.log(`changed quotas of ${user}`);
    console.log(
      `${manifest.name}: ${manifest.users?.length ?? 0} users as declared, ${done.credentials.length} passwords set, ` +
        `${done.aclsCreated} rules created, ${done.aclsDeleted} deleted, ${done.revoked.length} principals revoked`,
    );
  } catch (error) {
    console.error(`${manifest.name}: users could not be made as declared: ${reason(error)}`);
    process.exitCode = EXIT.failed;
  }
}
