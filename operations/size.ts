import { type BrokerFigure, DISK_USE, keptGB, loadsOfABroker, type Rates, REPLICAS_OF } from "./size-broker";
import { largest, type SizeFigure, type SizeNeed, told } from "./size-figure";
import { oddsOf, partitionsFor, skewOf } from "./size-odds";
import { type SizeTarget } from "./size-target";

/** What a target needs. */
export interface Size {
  /** Replicas of each partition. */
  readonly replication: number;
  /** `min.insync.replicas`. */
  readonly minInsyncReplicas: number;
  readonly brokers: SizeNeed;
  /** Of the topic that carries all of it; where there are several, together. */
  readonly partitions: SizeNeed;
  /** Servers of ZooKeeper. */
  readonly zookeepers: number;
  /** What one broker has to do and to hold, by name. */
  readonly eachBroker: Readonly<Record<BrokerFigure, SizeFigure>>;
  /** What is a matter of chance. */
  readonly odds: readonly SizeFigure[];
}

/**
 * Works out what a target needs. Pure arithmetic: nothing is asked, nothing is measured.
 *
 * @param target - What the cluster is to carry.
 * @returns The answer, each number with its formula.
 */
export function sizeOf(target: SizeTarget): Size {
  const { failures } = target;
  const rates = ratesOf(target);
  const minInsyncReplicas =
    target.replication === undefined ? Math.min(failures, 1) + 1 : Math.max(1, target.replication - failures);
  const replication = target.replication ?? failures + minInsyncReplicas;
  const partitionNeed = largest(partitionNeeds(target, rates));
  const brokerNeed = largest(brokerNeeds(target, rates, replication, partitionNeed.value));
  const brokers = target.brokers ?? brokerNeed.value;
  // Every broker leads as many.
  const partitions = Math.ceil(partitionNeed.value / brokers) * brokers;
  return {
    replication,
    minInsyncReplicas,
    brokers: { ...brokerNeed, value: brokers },
    partitions: { ...partitionNeed, value: partitions },
    zookeepers: 2 * Math.max(1, failures) + 1,
    eachBroker: loadsOfABroker(target, rates, { brokers, partitions, replication }),
    odds: oddsOf(target, partitions, replication, minInsyncReplicas),
  };
}

function ratesOf({ compressionRatio, headroom, inMBps, outMBps }: SizeTarget): Rates {
  const more = 1 + headroom;
  return {
    written: inMBps * more,
    stored: (inMBps * more) / compressionRatio,
    read: (outMBps * more) / compressionRatio,
  };
}

function partitionNeeds(
  { consumerMBps, keys, outMBps, producerMBps }: SizeTarget,
  { written }: Rates,
): SizeFigure[] {
  const need = (name: string, rate: number, each: number, what: string): SizeFigure => {
    const value = partitionsFor(rate, each, keys);
    const skew = keys === undefined ? "" : ` x ${told(skewOf(keys, value))}`;
    return {
      ...{ name, value, unit: "", source: "rao" },
      formula: `what is written${skew === "" ? "" : " x what the fullest partition gets more"} / ${what}`,
      numbers: `${told(rate)} MB/s${skew} / ${told(each)} MB/s`,
    };
  };
  return [
    need("producers", written, producerMBps, "what one partition takes from producers"),
    // Each group reads everything; where there is none, nothing has to keep up.
    need("consumers", outMBps > 0 ? written : 0, consumerMBps, "what one consumer handles"),
  ];
}

function brokerNeeds(
  target: SizeTarget,
  { read, stored }: Rates,
  replication: number,
  partitions: number,
): SizeFigure[] {
  const { diskGB, diskMBps, failures, networkMBps } = target;
  const count = { unit: "" } as const;
  const copied = stored * replication;
  const sent = stored * (replication - 1) + read;
  const kept = keptGB(target, stored, { partitions, replication });
  return [
    {
      ...{ name: "replicas", value: replication, ...count, source: "replicas" },
      formula: "replicas of a partition are on different brokers",
      numbers: `${replication} replicas`,
    },
    {
      ...{ name: "network in", value: Math.ceil(copied / networkMBps), ...count, source: "bandwidth" },
      formula: "what is stored x replicas / network of a broker",
      numbers: `${told(stored)} MB/s x ${replication} / ${told(networkMBps)} MB/s`,
    },
    {
      ...{ name: "network out", value: failures + Math.ceil(sent / networkMBps), ...count },
      formula: "brokers down + (what is stored x (replicas - 1) + what is read) / network of a broker",
      numbers: `${failures} + (${told(stored)} MB/s x ${replication - 1} + ${told(read)} MB/s) / ${told(networkMBps)} MB/s`,
      source: "bandwidth",
    },
    {
      ...{ name: "disk writes", value: Math.ceil(copied / diskMBps), ...count, source: "bandwidth" },
      formula: "what is stored x replicas / what a disk writes",
      numbers: `${told(stored)} MB/s x ${replication} / ${told(diskMBps)} MB/s`,
    },
    {
      ...{ name: "disk", value: Math.ceil(kept.gigabytes / DISK_USE / diskGB), ...count, source: "disk" },
      formula: "what is kept / share of the disk that may be in use / disk of a broker",
      numbers: `${told(kept.gigabytes)} GB / ${DISK_USE} / ${told(diskGB)} GB`,
    },
    {
      ...{ name: "partitions", value: Math.ceil((partitions * replication) / REPLICAS_OF.broker), ...count },
      formula: "partitions x replicas / replicas that a broker holds",
      numbers: `${told(partitions)} x ${replication} / ${told(REPLICAS_OF.broker)}`,
      source: "limits",
    },
  ];
}
