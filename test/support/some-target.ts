import { SIZE_DEFAULTS, type SizeTarget } from "../../operations/size-target";

/**
 * A target of 10 MB/s.
 *
 * @param more - What differs; all that is written is read once.
 * @returns The target.
 */
export function someTarget(more: Partial<SizeTarget>): SizeTarget {
  return { ...SIZE_DEFAULTS, inMBps: 10, outMBps: more.inMBps ?? 10, ...more };
}
