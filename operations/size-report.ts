import { type Size, sizeOf } from "./size";
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
  /** Consumers that one group needs to keep up. */
  readonly consumersOfAGroup: number;
  readonly warnings: readonly string[];
  /** `KafkaCluster` as TypeScript. */
  readonly code: string;
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
  return {
    version: SIZE_REPORT_VERSION,
    target,
    ...size,
    ...memoryOf(size),
    consumersOfAGroup: size.partitions.needs.find(({ name }) => name === "consumers")!.value,
    warnings: sizeWarnings(target, size),
    code: sizeCode(target, size),
    sources: SIZE_SOURCES,
  };
}
