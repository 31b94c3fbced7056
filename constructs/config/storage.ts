import { type Findings, shown } from "./rules";
import { Values } from "./values";

/** What becomes of the data of brokers and of ZooKeeper when the stack is destroyed. */
export type DataRetention = "retain" | "destroy";

/** What a user may say of storage. */
export interface StorageProps {
  readonly dataRetention?: DataRetention;
  readonly dataHostPath?: string;
  readonly logDirsPerBroker?: number;
}

/** How data is kept: brokers and ZooKeeper alike, as each is of no use without the other. */
export interface Storage {
  readonly dataRetention: DataRetention;
  /** Folder of the Docker host that holds a folder for each server; undefined is a named volume for each. */
  readonly dataHostPath: string | undefined;
  readonly logDirsPerBroker: number;
}

/**
 * How a cluster keeps its data.
 *
 * @param findings - Told what is wrong or unwise.
 * @param props - What the user has chosen.
 * @returns All of it.
 */
export function resolveStorage(findings: Findings, props: StorageProps): Storage {
  const values = new Values(findings);
  const retention = props.dataRetention ?? "destroy";
  const dataRetention = values.oneOf("dataRetention", retention, ["retain", "destroy"]) ?? "destroy";
  const { dataHostPath } = props;
  if (dataHostPath !== undefined) {
    if (!isPath(dataHostPath)) findings.refuse("hostPath", { value: shown(dataHostPath) });
    if (dataRetention !== "retain") findings.refuse("hostPathRetention", { value: shown(dataRetention) });
    else findings.warn("hostPath", {});
  }
  const folders = props.logDirsPerBroker ?? 1;
  return {
    dataRetention,
    dataHostPath: typeof dataHostPath === "string" ? dataHostPath.replace(/\/+$/, "") : undefined,
    logDirsPerBroker: values.wholeNumber("logDirsPerBroker", folders, { min: 1, max: 64 }) ?? 1,
  };
}

function isPath(path: string): boolean {
  return (
    typeof path === "string" && /^\/[^\r\n\0:]*[^\r\n\0:/]\/*$/.test(path) && !/(^|\/)\.\.?(\/|$)/.test(path)
  );
}

/** One place where a server keeps data. */
export interface DataVolume {
  /** Name of the Docker volume, or of the folder below `dataHostPath`. */
  readonly name: string;
  /** Folder inside the container. */
  readonly directory: string;
}

/** Where the first volume is mounted; in every image of the contract it is owned by user 1000. */
export const DATA_DIRECTORY = "/var/lib/kafka/data";

/**
 * The volumes of a server.
 *
 * @param server - Name of its container.
 * @param count - How many.
 * @returns The volumes; the names of the first do not depend on how many there are.
 */
export function dataVolumes(server: string, count: number): readonly [DataVolume, ...DataVolume[]] {
  const others = Array.from({ length: count - 1 }, (_, index) => index + 2).map((number) => ({
    name: `${server}-data-${number}`,
    directory: `${DATA_DIRECTORY}-${number}`,
  }));
  return [{ name: `${server}-data`, directory: DATA_DIRECTORY }, ...others];
}

/**
 * Where the data of a server are, in words.
 *
 * @param storage - How data is kept.
 * @param server - Name of the server's container.
 * @param count - How many volumes it has.
 * @returns Names of volumes or paths of folders.
 */
export function dataPlaces({ dataHostPath }: Storage, server: string, count: number): string {
  const place = (name: string) =>
    dataHostPath === undefined ? `volume ${name}` : `folder ${dataHostPath}/${name}`;
  return dataVolumes(server, count)
    .map(({ name }) => place(name))
    .join(", ");
}
