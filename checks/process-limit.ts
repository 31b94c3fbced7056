import { CheckFailure } from "./check";
import { type ContainerState } from "./docker-engine";

/** A container, and how many processes it may have. */
export interface LimitedContainer {
  readonly container: string;
  /** Processes and threads; undefined where no limit is promised. */
  readonly processLimit: number | undefined;
}

/**
 * Compares the limit of a container's processes with the one that is promised.
 *
 * @param state - What the Docker Engine says of it.
 * @param declared - What is promised.
 * @throws CheckFailure - where they differ.
 */
export function assertProcessLimit(
  { processLimit: found }: ContainerState,
  { container, processLimit }: LimitedContainer,
): void {
  if (processLimit === undefined || found === processLimit) return;
  throw new CheckFailure({
    expected: `${container} with at most ${processLimit} processes and threads`,
    actual: found === undefined ? "it may have any number" : `it may have ${found}`,
    cause: "the limit was changed by hand, or the container was made anew by hand; no plan shows it",
    // No log tells of it.
    remedy: "`kafka-docker apply-limits`",
  });
}
