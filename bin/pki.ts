import { Command, InvalidArgumentError, Option } from "commander";
import { reason } from "../checks/reason";
import { SecretFileError } from "../checks/secret-file";
import { type ClusterManifest } from "../manifest";
import { faultLine, PkiError, type PkiFault } from "../operations/pki/fault";
import { initPki } from "../operations/pki/init";
import { type RenewedFiles, renewPki } from "../operations/pki/renew";

import { showPki } from "../operations/pki/show";
import { reloadCertificates } from "../operations/reload-certificates";
import { chooseManifest } from "./choose-manifest";
import { EXIT } from "./exit-code";
import { clusterCommand } from "./manifest-command";
import { certificateTable } from "./certificate-table";

interface PkiCommandOptions {
  readonly manifest?: string;
  readonly folder?: string;
  readonly json?: boolean;
  readonly days?: number;
  readonly ca?: boolean;
  readonly expiringWithin?: number;
  readonly reload?: boolean;
}

const RELOAD_SECONDS = 30;

/** What a subcommand has to tell. */
interface Told {
  /** For `--json`. */
  readonly data: object;
  /** For people. */
  readonly lines: readonly string[];
  readonly warnings?: readonly string[];
  readonly faults?: readonly PkiFault[];
}

const EXIT_CODES = `
Exit codes:
  0  done, and every file is as it must be
  1  a file is not as it must be, or could not be read or written
  64 wrong usage`;

/** @returns The `pki` subcommand, with its own. */
export function pkiCommand(): Command {
  return new Command("pki")
    .description("Create, renew and show the certificates and passwords of a secured cluster.")
    .addCommand(
      subcommand("init", "Create what is missing, and verify what is there; never write over a file.", init)
        .option("--days <days>", "days that new certificates are valid (397)", days)
        .addHelpText("after", EXIT_CODES),
    )
    .addCommand(
      subcommand("renew", "Put new certificates in the place of those that the development CA issued.", renew)
        .option("--days <days>", "days that new certificates are valid (397)", days)
        .option("--no-reload", "do not have running brokers load them: for a cluster that does not run")
        .option("--expiring-within <days>", "renew only what expires within so many days, or is faulty", days)
        .addOption(
          new Option("--ca", "renew the CA as well; the old one stays trusted").conflicts("expiringWithin"),
        )
        .addHelpText("after", EXIT_CODES),
    )
    .addCommand(
      subcommand("show", "Show each certificate, and until when it is valid; no secret.", show).addHelpText(
        "after",
        EXIT_CODES,
      ),
    );
}

type Run = (manifest: ClusterManifest, options: PkiCommandOptions) => Told | Promise<Told>;

function subcommand(name: string, description: string, run: Run): Command {
  return clusterCommand(name, description)
    .option("--folder <folder>", "folder of the files (the manifest's, or ~/.kafka-docker/<cluster>)")
    .option("--json", "print what was done or found as JSON")
    .action(async (cluster: string | undefined, options: PkiCommandOptions) => {
      const manifest = chooseManifest(cluster, options.manifest);
      try {
        tell(manifest, await run(manifest, options), options.json ?? false);
      } catch (error) {
        const told = error instanceof PkiError || error instanceof SecretFileError;
        console.error(told ? error.message : `${manifest.name}: ${reason(error)}`);
        process.exitCode = EXIT.failed;
      }
    });
}

function tell(
  manifest: ClusterManifest,
  { data, faults = [], lines, warnings = [] }: Told,
  json: boolean,
): void {
  if (json) console.log(JSON.stringify({ version: 1, cluster: manifest.name, ...data }, null, 2));
  else for (const line of lines) console.log(line);
  if (!json) for (const warning of warnings) console.error(`warning: ${warning}`);
  if (!json) for (const fault of faults) console.error(faultLine(fault));
  if (faults.length > 0) process.exitCode = EXIT.failed;
}

async function init(manifest: ClusterManifest, options: PkiCommandOptions): Promise<Told> {
  const users = (manifest.users ?? []).map(({ authentication, name, passwordFile }) => ({
    name,
    password: authentication !== "tls" && passwordFile === undefined,
    certificate: authentication === "tls",
  }));
  const data = await initPki(manifest, { ...options, users });
  const { created, faults, folder, ownCa, warnings } = data;
  const whose = ownCa ? "certificates of your own CA, none is created" : `${created.length} files created`;
  const state = faults.length === 0 ? "every file is as it must be" : `faults: ${faults.length}`;
  const lines = [
    ...created.map((file) => `created ${file}`),
    `${manifest.name}: ${folder}: ${whose}, ${state}`,
  ];
  return { data, lines, warnings, faults };
}

async function renew(manifest: ClusterManifest, options: PkiCommandOptions): Promise<Told> {
  const told: string[] = [];
  const onRenewed = async ({ servers }: RenewedFiles) => {
    await reloadCertificates(manifest, servers, AbortSignal.timeout(RELOAD_SECONDS * 1000));
    told.push(...servers);
  };
  const data = await renewPki(manifest, { ...options, ...(options.reload ? { onRenewed } : {}) });
  const { folder, kept, renewed } = data;
  const loaded = told.length > 0 ? ", loaded by the brokers" : "";
  const counts = `${renewed.length} files renewed${loaded}, ${kept.length} certificates good for longer`;
  return {
    data,
    lines: [...renewed.map((file) => `renewed ${file}`), `${manifest.name}: ${folder}: ${counts}`],
  };
}

function show(manifest: ClusterManifest, { folder }: PkiCommandOptions): Told {
  const data = showPki(manifest, folder);
  return { ...data, data, lines: certificateTable(data) };
}

function days(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 3650) {
    throw new InvalidArgumentError("must be a whole number from 1 to 3650");
  }
  return value;
}
