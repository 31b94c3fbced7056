import { CheckFailure } from "./check";
import { type ContainerState } from "./docker-engine";

/** Where a container belongs. */
export interface Attachment {
  readonly container: string;
  /** Docker networks that it must be attached to. */
  readonly networks: readonly string[];
  /** Whether it must be on no other, as clients may be there. */
  readonly apart: boolean;
  /** Name by which others find it there. */
  readonly host: string;
}

/**
 * Whether a container is where it belongs.
 *
 * @param state - What the Docker Engine says of it.
 * @param declared - Where it belongs.
 * @returns True if it is on each of its networks under its name, and on no other where it must not be.
 */
export function isAttached(state: ContainerState, declared: Attachment): boolean {
  return missing(state, declared) === undefined && surplus(state, declared) === undefined;
}

/** A network that it should be on under its name, and is not. */
function missing({ networks = {} }: ContainerState, declared: Attachment): string | undefined {
  return declared.networks.find((network) => !networks[network]?.includes(declared.host));
}

/** A network that it is on, and should not be. */
function surplus(
  { networks = {} }: ContainerState,
  { apart, networks: own }: Attachment,
): string | undefined {
  return apart ? Object.keys(networks).find((network) => !own.includes(network)) : undefined;
}

/**
 * What to tell of a container that is not where it belongs.
 *
 * @param state - What the Docker Engine says of it.
 * @param declared - Where it belongs.
 * @returns The failure.
 */
export function detached(state: ContainerState, declared: Attachment): CheckFailure {
  const { container, host, networks } = declared;
  const found = Object.entries(state.networks ?? {}).map(([name, names]) => `${name} (${names.join(", ")})`);
  const network = missing(state, declared);
  const other = surplus(state, declared);
  const attach = `docker network connect --alias ${host} ${network} ${container}`;
  return new CheckFailure({
    expected: `${container} on network ${networks.join(" and ")} as ${host}${other === undefined ? "" : ", and on no other"}`,
    actual: `it is on ${found.join("; ") || "no network"}`,
    cause:
      network === undefined
        ? `${container} was connected to network ${other} by hand, and can be reached from there; no plan shows it`
        : `${container} was disconnected from the network by hand; no plan shows it`,
    remedy: `${network === undefined ? `docker network disconnect ${other} ${container}` : attach}, or replace it: terraform apply -replace=docker_container.${container}`,
    containers: [container],
  });
}
