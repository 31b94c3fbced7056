import { type Size, sizeOf } from "./size";
import { type SizeFigure, told } from "./size-figure";
import { memoryOf, sizeCode } from "./size-code";
import { SIZE_SOURCES } from "./size-sources";
import { type SizeTarget } from "./size-target";
import { sizeWarnings } from "./size-warnings";

/** Version of the report. */
export const SIZE_REPORT_VERSION = 1;

/** What a target needs, as it is told. */
export interface SizeReport extends Size {
  readonly version: typeof SIZE_REPORT_VERSION;
  readonly target: SizeTarget;
  readonly heapMiB: number;
  readonly memoryMiB: number;
  readonly warnings: readonly string[];
  /** `KafkaCluster` as TypeScript; there is none for more brokers than it takes. */
  readonly code?: string;
  /** What the host of all brokers has to have, as they run on one. */
  readonly host: readonly SizeFigure[];
  /** By the names that figures give. */
  readonly sources: typeof SIZE_SOURCES;
}

/**
 * Works out what a target needs, with all that is told of it.
 *
 * @param target - What the cluster is to carry.
 * @returns The report; the same for the same target.
 */
export function sizeReport(target: SizeTarget): SizeReport {
  const size = sizeOf(target);
  const code = sizeCode(target, size);
  return {
    version: SIZE_REPORT_VERSION,
    target,
    ...size,
    ...memoryOf(size),
    warnings: sizeWarnings(target, size),
    ...(code === undefined ? {} : { code }),
    host: hostOf(size),
    sources: SIZE_SOURCES,
  };
}

function hostOf(size: Size): readonly SizeFigure[] {
  const { memoryMiB } = memoryOf(size);
  const { eachBroker } = size;
  const brokers = size.brokers.value;
  const all = (name: string, each: number, unit: string): SizeFigure => ({
    ...{ name, value: each * brokers, unit, source: "docker" },
    formula: "that of a broker x brokers; ZooKeeper takes little",
    numbers: `${told(each)} ${unit} x ${told(brokers)}`,
  });
  return [
    all("memory", memoryMiB / 1024, "GiB"),
    all("disk", eachBroker.disk.value, "GB"),
    all("disk writes", eachBroker.diskWrites.value, "MB/s"),
  ];
}
