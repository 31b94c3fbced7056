import { type Refusal, refusal } from "./guard-rules";
import { isDowngrade, lowersProtocol, minorOf, protocolOf, versionOf } from "./kafka-version";
import { type ServerChange } from "./server-changes";
import { serverDefinition, type ServerDefinition } from "./server-definition";

/**
 * Judges versions: brokers that do not know the protocol in use cannot replicate from those that speak it.
 *
 * @param restarted - Brokers that are restarted.
 * @param protocols - What they say they speak, by id, where they could be asked.
 * @returns One refusal for each that gets too old a version or protocol.
 */
export function olderVersions(
  restarted: readonly ServerChange[],
  protocols: ReadonlyMap<number, string> = new Map(),
): readonly Refusal[] {
  return restarted.flatMap(({ after, before, container, id }) => {
    const [from, to] = [serverDefinition(before ?? {}), serverDefinition(after ?? {})];
    const reported = protocols.get(id);
    const inUse = minorOf(protocolOf(from, reported));
    if (isDowngrade(from, to, reported)) {
      return [
        refusal(
          "downgrade",
          container,
          `${versionOf(to.image)} is older than the protocol that the brokers use, ${inUse}: it does not know their requests, and replicas fall behind`,
          "stay at the version; a downgrade is possible only while inter.broker.protocol.version is still the old one",
        ),
      ];
    }
    if (!lowersProtocol(from, to, reported)) return [];
    return [
      refusal(
        "downgrade",
        container,
        `the protocol goes back from ${inUse} to ${minorOf(protocolOf(to))}: what was written with the newer one stays`,
        "leave inter.broker.protocol.version as it is: once it was raised there is no way back",
      ),
    ];
  });
}

/**
 * Judges listeners: a broker connects to the others at their listener of its own choice, and in its own way.
 *
 * @param restarted - Brokers that are restarted, one after the other.
 * @returns One refusal for all of them, where those that have changed and those that have not cannot connect.
 */
export function strangers(restarted: readonly ServerChange[]): readonly Refusal[] {
  const changed = restarted.flatMap(({ after, before, container }) => {
    const [from, to] = [before, after].map((one) => betweenBrokers(serverDefinition(one ?? {})));
    return from === undefined || to === undefined || from === to ? [] : [{ container, from, to }];
  });
  const [first] = changed;
  if (first === undefined || restarted.length < 2) return [];
  return [
    refusal(
      "broker-listener",
      changed.map(({ container }) => container).join(", "),
      `brokers talk to each other at ${first.to} in place of ${first.from}: those that have changed and those that have not cannot connect, and no replica gets in sync again`,
      "change all at once, in an outage, with terraform apply or cdktf deploy; or make a cluster beside this one and copy the data",
    ),
  ];
}

/** Name and protocol; undefined where neither is set. */
function betweenBrokers({ properties }: ServerDefinition): string | undefined {
  const name = properties.get("inter.broker.listener.name");
  const map = (properties.get("listener.security.protocol.map") ?? "").split(",");
  const protocol = map.map((one) => one.split(":")).find(([listener]) => listener === name)?.[1];
  return name === undefined ? undefined : `${name} (${protocol ?? name})`;
}
