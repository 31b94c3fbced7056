import { replicasFor, type Size } from "./size";
import { MOST_BROKERS } from "./size-code";
import { type BrokerFigure, ratesOf, REPLICAS_OF } from "./size-broker";
import { told } from "./size-figure";
import { partitionsFor } from "./size-odds";
import { type SizeTarget } from "./size-target";

/** Kafka's `message.max.bytes`. */
const MESSAGE_BYTES = 1_048_588;
/** Kafka's `batch.size` of producers. */
const BATCH_BYTES = 16_384;
/** Linux's `vm.max_map_count`. */
const MEMORY_MAPS = 65_530;

/**
 * What is unwise in an answer.
 *
 * @param target - What the cluster is to carry.
 * @param size - The answer.
 * @returns One sentence each: what, why, and the way out.
 */
export function sizeWarnings(target: SizeTarget, size: Size): readonly string[] {
  return [
    ...ofFailures(target, size),
    ...ofBrokers(target, size),
    ...ofHost(target),
    ...ofMessages(target, size),
  ];
}

/** The brokers of a KafkaCluster share the processors and disks of one Docker host. */
function ofHost(target: SizeTarget): string[] {
  const { written } = ratesOf(target);
  const { hostMBps = Infinity } = target;
  if (written <= hostMBps * (1 + 1e-9)) return [];
  return [
    `${told(written)} MB/s are written with head-room, over the ${told(hostMBps)} MB/s that the host's brokers take together: neither partitions nor brokers on it raise that; larger batches, compression or a larger host do`,
  ];
}

function ofFailures({ failures }: SizeTarget, { minInsyncReplicas, replication }: Size): string[] {
  if (failures === 0)
    return [
      "no failure is survived: each restart of a broker stops its writes; --failures 1 takes three replicas",
    ];
  if (minInsyncReplicas > failures) return [];
  return [
    `with ${replication} replicas what is acknowledged may be on ${minInsyncReplicas} alone, and be lost with ${failures} broker${failures === 1 ? "" : "s"}; --replication ${replicasFor(failures)} keeps it`,
  ];
}

function ofBrokers(target: SizeTarget, { brokers, eachBroker, partitions, replication }: Size): string[] {
  const over = (figure: BrokerFigure, most: number, remedy: string) => {
    const { name, unit, value } = eachBroker[figure];
    if (value <= most * (1 + 1e-9)) return [];
    const given = unit === "" ? "" : ` ${unit}`;
    return [`${name} of a broker: ${told(value)}${given}, over ${told(most)}${given}; ${remedy}`];
  };
  const [enough] = [...brokers.needs].sort((one, other) => other.value - one.value);
  const more = `--brokers ${enough!.value} is what ${enough!.name} needs`;
  const all = partitions.value * replication;
  const others = Math.max(...brokers.needs.filter(({ name }) => name !== "disk").map(({ value }) => value));
  return [
    ...over("networkIn", target.networkMBps, more),
    ...over("networkOut", target.networkMBps, more),
    ...over("diskWrites", target.diskMBps, more),
    ...over("disk", target.diskGB, "larger disks, a shorter retention, or a smaller log.segment.bytes"),
    ...over("replicas", REPLICAS_OF.broker, "more brokers, or faster consumers, which need fewer partitions"),
    ...over("memoryMaps", MEMORY_MAPS, "raise vm.max_map_count of the host, or log.segment.bytes"),
    ...over("latency", target.latencyMs ?? Infinity, "fewer partitions, or more brokers"),
    ...(target.brokers === undefined && brokers.value >= 2 * others
      ? [
          `${told(brokers.value)} brokers are for their disks alone, all else needs ${others}: with --disk ${Math.ceil((target.diskGB * brokers.value) / others)} or a shorter retention these are enough`,
        ]
      : []),
    ...(brokers.value > MOST_BROKERS
      ? [
          `${told(brokers.value)} brokers are more than a KafkaCluster declares (${told(MOST_BROKERS)}): divide it, or give larger brokers`,
        ]
      : []),
    ...(all > REPLICAS_OF.cluster
      ? [`${told(all)} replicas are more than a cluster with ZooKeeper is known to hold (200,000): divide it`]
      : []),
  ];
}

function ofMessages(target: SizeTarget, { partitions }: Size): string[] {
  const { compressionRatio, inMBps, keys, latencyMs, messageBytes } = target;
  const { written } = ratesOf(target);
  const each = target.outMBps > 0 ? Math.min(target.consumerMBps, target.producerMBps) : target.producerMBps;
  const hopeless = partitionsFor(written, each, keys) === undefined;
  const perPartition = (inMBps * 1e6) / compressionRatio / partitions.value;
  const fillMs = (BATCH_BYTES / perPartition) * 1000;
  return [
    ...(messageBytes > MESSAGE_BYTES
      ? [
          `a message of ${told(messageBytes)} bytes is over message.max.bytes (1,048,588): raise it, with max.request.size of producers; better keep large ones elsewhere`,
        ]
      : []),
    ...(hopeless
      ? [
          `a key brings ${told(written / keys!)} MB/s, and a partition or its consumer handles ${told(each)} MB/s: as some partition gets several keys, no number of partitions is enough; finer keys are`,
        ]
      : []),
    ...(keys !== undefined && latencyMs !== undefined && fillMs > latencyMs
      ? [
          `a batch of 16 KiB (batch.size) takes ${told(fillMs)} ms to fill, where one producer writes ${told(perPartition / 1000)} kB/s to each partition: linger.ms decides, not batch.size`,
        ]
      : []),
  ];
}
