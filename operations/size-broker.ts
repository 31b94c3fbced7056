import { ceilOf, type SizeFigure, told } from "./size-figure";
import { type SizeTarget } from "./size-target";

/** What is told of each broker. */
export type BrokerFigure =
  | "replicas"
  | "networkIn"
  | "networkOut"
  | "diskWrites"
  | "disk"
  | "pageCache"
  | "heap"
  | "openFiles"
  | "memoryMaps"
  | "latency";

/** Rates with head-room, in MB a second. */
export interface Rates {
  /** Before compression: what producers and consumers handle. */
  readonly written: number;
  /** After it: what networks and disks carry. */
  readonly stored: number;
  readonly read: number;
}

/** What a broker's share follows from. */
export interface Shape {
  readonly brokers: number;
  readonly partitions: number;
  readonly replication: number;
}

/** Replicas that a broker, and a cluster, is known to hold (Kafka 1.1, ZooKeeper mode). */
export const REPLICAS_OF = { broker: 4000, cluster: 200_000 } as const;
/** Kafka's `log.segment.bytes`: what is deleted goes by whole segments, and the last one stays. */
const SEGMENT_GB = 1024 ** 3 / 1e9;
const MIB_OF_MB = 1e6 / 1024 ** 2;
/** Share of a disk that may be in use. */
export const DISK_USE = 0.85;
const CACHE_SECONDS = 30;
/** What followers add when they copy 1,000 partitions of one broker. */
const REPLICATION_MS = 20;
/** Of what is no buffer of replication and no log cleaner: requests, connections, state of producers. A rule of thumb. */
const BASE_HEAP_MIB = 512;
/** Kafka's `log.cleaner.dedupe.buffer.size`. */
const CLEANER_MIB = 128;
/** Kafka's `replica.fetch.response.max.bytes`. */
const FETCH_MIB = 10;
const LEAST_HEAP_MIB = 1024;
/** A segment is an open log and two indexes, which are mapped into memory and then closed. */
const MAPS = 2;
/** Kafka's `log.roll.hours`. */
const ROLL_HOURS = 168;

/**
 * What is asked, with head-room.
 *
 * @param target - What the cluster is to carry.
 * @returns What clients handle, and what networks and disks carry.
 */
export function ratesOf({ compressionRatio, headroom, inMBps, outMBps }: SizeTarget): Rates {
  const more = 1 + headroom;
  return {
    written: inMBps * more,
    stored: (inMBps * more) / compressionRatio,
    read: (outMBps * more) / compressionRatio,
  };
}

/**
 * What one broker has to do and to hold.
 *
 * @param target - What the cluster is to carry.
 * @param rates - The same with head-room and compression.
 * @param shape - What the cluster is made of.
 * @returns Each figure with its formula.
 */
export function loadsOfABroker(
  target: SizeTarget,
  rates: Rates,
  shape: Shape,
): Record<BrokerFigure, SizeFigure> {
  const { brokers, partitions, replication } = shape;
  const { read, stored } = rates;
  const up = Math.max(1, brokers - target.failures);
  const share = (stored * replication) / brokers;
  const sent = (stored * (replication - 1) + read) / up;
  const kept = keptGB(target, stored, shape);
  const replicas = ceilOf((partitions * replication) / brokers);
  const ofAReplica = Math.max(kept.eachGB / SEGMENT_GB, target.retentionHours / ROLL_HOURS);
  const segments = replicas * (ceilOf(ofAReplica) + 1);
  const fetched = replication > 1 ? FETCH_MIB * (brokers - 1) : 0;
  const leaders = partitions / brokers;
  const delay = replicationDelayMs(partitions, brokers, replication);
  const stores = `${told(stored)} MB/s x ${replication} / ${brokers}`;
  return {
    replicas: {
      ...{ name: "replicas", value: replicas, unit: "", source: "limits" },
      formula: "partitions x replicas / brokers",
      numbers: `${told(partitions)} x ${replication} / ${brokers}`,
    },
    networkIn: {
      ...{ name: "network in", value: share, unit: "MB/s", source: "bandwidth" },
      formula: "what is stored x replicas / brokers",
      numbers: stores,
    },
    networkOut: {
      ...{ name: "network out", value: sent, unit: "MB/s", source: "bandwidth" },
      formula: "(what is stored x (replicas - 1) + what is read) / brokers that are left after failures",
      numbers: `(${told(stored)} MB/s x ${replication - 1} + ${told(read)} MB/s) / ${up}`,
    },
    diskWrites: {
      ...{ name: "disk writes", value: share, unit: "MB/s", source: "bandwidth" },
      formula: "what is stored x replicas / brokers; consumers that keep up read from memory",
      numbers: stores,
    },
    disk: {
      ...{ name: "disk", value: kept.gigabytes / DISK_USE / brokers, unit: "GB", source: "segments" },
      formula:
        "(what is stored on average x retention x replicas + a segment for each replica) / share in use / brokers",
      numbers: `(${kept.numbers}) / ${DISK_USE} / ${brokers}`,
    },
    pageCache: {
      ...{ name: "page cache", value: share * CACHE_SECONDS * MIB_OF_MB, unit: "MiB", source: "hardware" },
      formula: "what a broker writes x 30 s, so that consumers that lag a little read from memory",
      numbers: `${told(share)} MB/s x ${CACHE_SECONDS} s`,
    },
    heap: {
      ...{
        name: "heap",
        value: Math.max(LEAST_HEAP_MIB, BASE_HEAP_MIB + CLEANER_MIB + fetched),
        unit: "MiB",
        source: "fetch",
      },
      formula:
        "the larger of 1,024 MiB and 512 MiB + log cleaner + replica.fetch.response.max.bytes x (brokers - 1)",
      numbers: `max(${told(LEAST_HEAP_MIB)}, ${BASE_HEAP_MIB} + ${CLEANER_MIB} + ${told(fetched)}) MiB`,
    },
    openFiles: {
      ...{ name: "open files", value: segments, unit: "", source: "hardware" },
      formula: "segments, of 1 GiB or a week; connections come to it: give at least 100,000",
      numbers: `${told(replicas)} replicas x ${told(segments / replicas)} segments`,
    },
    memoryMaps: {
      ...{ name: "memory maps", value: segments * MAPS, unit: "", source: "hardware" },
      formula: "segments x 2: both indexes are mapped into memory (vm.max_map_count)",
      numbers: `${told(segments)} x ${MAPS}`,
    },
    latency: {
      ...{ name: "replication latency", value: delay, unit: "ms", source: "rao" },
      formula: "20 ms x partitions that a broker leads / 1,000 x (replicas - 1) / (brokers - 1)",
      numbers: `${REPLICATION_MS} ms x ${told(leaders)} / 1,000 x ${replication - 1} / ${Math.max(1, brokers - 1)}`,
    },
  };
}

/**
 * What followers add to the latency of a write with `acks=all`.
 *
 * @param partitions - Partitions of the cluster.
 * @param brokers - Its brokers.
 * @param replication - Replicas of each partition.
 * @returns Milliseconds.
 */
export function replicationDelayMs(partitions: number, brokers: number, replication: number): number {
  if (replication < 2 || brokers < 2) return 0;
  return ((REPLICATION_MS * partitions) / brokers / 1000) * ((replication - 1) / (brokers - 1));
}

/**
 * What disks keep, all replicas together.
 *
 * @param target - What the cluster is to carry.
 * @param stored - What is stored, in MB a second.
 * @param shape - Partitions, and replicas of each.
 * @returns Gigabytes of all, those of one replica without its last segment, and how they come about.
 */
export function keptGB(
  { average, retentionHours }: SizeTarget,
  stored: number,
  { partitions, replication }: Omit<Shape, "brokers">,
): { readonly gigabytes: number; readonly eachGB: number; readonly numbers: string } {
  const usual = stored * average;
  const once = usual * retentionHours * 3.6;
  const gigabytes = (once + partitions * SEGMENT_GB) * replication;
  const numbers = `${told(usual)} MB/s x ${told(retentionHours)} h x ${replication} + ${told(partitions * replication)} x ${told(SEGMENT_GB)} GB`;
  return { gigabytes, eachGB: once / partitions, numbers };
}
