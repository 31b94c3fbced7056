import {
  type BrokerFigure,
  DISK_USE,
  keptGB,
  loadsOfABroker,
  type Rates,
  ratesOf,
  REPLICAS_OF,
} from "./size-broker";
import { ceilOf, largest, type SizeFigure, type SizeNeed, told } from "./size-figure";
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
  /** Of each group. */
  readonly consumers: SizeFigure;
  /** Servers of ZooKeeper. */
  readonly zookeepers: number;
  /** What one broker has to do and to hold, by name. */
  readonly eachBroker: Readonly<Record<BrokerFigure, SizeFigure>>;
  /** What is a matter of chance. */
  readonly odds: readonly SizeFigure[];
}

/** Of needs that follow from each other; a disk that holds little more than segments needs many. */
const ROUNDS = 500;
const FAR_TOO_MANY = 1e6;

/**
 * Works out what a target needs. Pure arithmetic: nothing is asked, nothing is measured.
 *
 * @param target - What the cluster is to carry.
 * @returns The answer, each number with its formula.
 */
export function sizeOf(target: SizeTarget): Size {
  const { failures } = target;
  const rates = ratesOf(target);
  const replication = target.replication ?? replicasFor(failures);
  const minInsyncReplicas = Math.max(1, Math.min(replication - failures, replication - 1));
  const partitionNeed = largest(partitionNeeds(target, rates));
  const { brokerNeed, brokers, partitions } = fitting(target, rates, replication, partitionNeed.value);
  const shape = { brokers, partitions, replication };
  return {
    replication,
    minInsyncReplicas,
    brokers: { ...brokerNeed, value: brokers },
    partitions: { ...partitionNeed, value: partitions },
    consumers: consumersFor(target, rates, partitions),
    zookeepers: 2 * Math.max(1, failures) + 1,
    eachBroker: loadsOfABroker(target, rates, shape),
    odds: oddsOf(target, shape, minInsyncReplicas),
  };
}

/**
 * Replicas with which what is acknowledged outlives failures, and writes go on meanwhile: it is on `failures` + 1 of
 * them at least, and as many are left when `failures` are down.
 *
 * @param failures - Brokers that may be down.
 * @returns Replicas of each partition.
 */
export function replicasFor(failures: number): number {
  return 2 * failures + 1;
}

/** More brokers lead more partitions, which are more replicas and segments: until all needs are met. */
function fitting(target: SizeTarget, rates: Rates, replication: number, least: number) {
  // Every broker leads as many.
  const even = (brokers: number) => ceilOf(least / brokers) * brokers;
  const needAt = (partitions: number) => largest(brokerNeeds(target, rates, replication, partitions));
  if (target.brokers !== undefined) {
    const partitions = even(target.brokers);
    return { brokers: target.brokers, partitions, brokerNeed: needAt(partitions) };
  }
  const first = needAt(least);
  let brokers = first.value;
  for (let round = 0; round < ROUNDS; round++) {
    const brokerNeed = needAt(even(brokers));
    if (brokerNeed.value <= brokers) return { brokers, partitions: even(brokers), brokerNeed };
    if (brokerNeed.value > FAR_TOO_MANY) break;
    brokers = brokerNeed.value;
  }
  // The segments alone fill the disks, of however many: that is told among what is unwise.
  return { brokers: first.value, partitions: even(first.value), brokerNeed: first };
}

/** Whole partitions to each, none of which has more than it handles. */
function consumersFor(
  { consumerMBps, keys, outMBps }: SizeTarget,
  { written }: Rates,
  partitions: number,
): SizeFigure {
  const ofAPartition = outMBps > 0 ? (written * skewOf(keys, partitions)) / partitions : 0;
  const each = Math.max(1, Math.floor((consumerMBps / ofAPartition) * (1 + 1e-9)));
  return {
    ...{
      name: "consumers",
      value: outMBps > 0 ? ceilOf(partitions / Math.min(each, partitions)) : 0,
      unit: "",
    },
    formula: "partitions / as many as one consumer handles, whole ones; of each group",
    numbers: `${told(partitions)} / ${told(Math.min(each, partitions))}`,
    source: "rao",
  };
}

function partitionNeeds(
  { consumerMBps, keys, outMBps, producerMBps }: SizeTarget,
  { written }: Rates,
): SizeFigure[] {
  const need = (name: string, rate: number, each: number, what: string): SizeFigure => {
    // Where no number fits, as many as would do if keys were even; it is told among what is unwise.
    const value = partitionsFor(rate, each, keys) ?? Math.max(1, ceilOf(rate / each));
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
      ...{ name: "network in", value: ceilOf(copied / networkMBps), ...count, source: "bandwidth" },
      formula: "what is stored x replicas / network of a broker",
      numbers: `${told(stored)} MB/s x ${replication} / ${told(networkMBps)} MB/s`,
    },
    {
      ...{ name: "network out", value: failures + ceilOf(sent / networkMBps), ...count },
      formula: "brokers down + (what is stored x (replicas - 1) + what is read) / network of a broker",
      numbers: `${failures} + (${told(stored)} MB/s x ${replication - 1} + ${told(read)} MB/s) / ${told(networkMBps)} MB/s`,
      source: "bandwidth",
    },
    {
      ...{ name: "disk writes", value: ceilOf(copied / diskMBps), ...count, source: "bandwidth" },
      formula: "what is stored x replicas / what a disk writes",
      numbers: `${told(stored)} MB/s x ${replication} / ${told(diskMBps)} MB/s`,
    },
    {
      ...{ name: "disk", value: ceilOf(kept.gigabytes / DISK_USE / diskGB), ...count, source: "disk" },
      formula: "what is kept / share of the disk that may be in use / disk of a broker",
      numbers: `${told(kept.gigabytes)} GB / ${DISK_USE} / ${told(diskGB)} GB`,
    },
    {
      ...{ name: "partitions", value: ceilOf((partitions * replication) / REPLICAS_OF.broker), ...count },
      formula: "partitions x replicas / replicas that a broker holds",
      numbers: `${told(partitions)} x ${replication} / ${told(REPLICAS_OF.broker)}`,
      source: "limits",
    },
  ];
}
