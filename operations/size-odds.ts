import { REPLICAS_OF, type Shape } from "./size-broker";
import { ceilOf, type SizeFigure, told } from "./size-figure";
import { type SizeTarget } from "./size-target";

/** Of a hundred topics, as many as may have a fuller partition than is said. */
const RISK = 0.05;

/**
 * How much more the fullest partition gets than the average one, where keys are spread by their hash and each is used
 * as often as any other. By Chernoff's bound, the chance that one of n partitions gets (1 + d) times the average of m
 * keys is at most `n exp(-m/n ((1 + d) ln(1 + d) - d))`; with the d here that is 5 %.
 *
 * @param keys - Different keys; none are spread evenly.
 * @param partitions - Partitions of the topic.
 * @returns A factor from 1 to the number of partitions.
 */
export function skewOf(keys: number | undefined, partitions: number): number {
  if (keys === undefined || partitions < 2) return 1;
  const wanted = (Math.log(partitions / RISK) * partitions) / keys;
  const exponent = (more: number) => (1 + more) * Math.log(1 + more) - more;
  let [low, high] = [0, partitions - 1];
  if (exponent(high) <= wanted) return partitions;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (exponent(middle) < wanted) low = middle;
    else high = middle;
  }
  return 1 + high;
}

/**
 * The least number of partitions of which even the fullest is not too full.
 *
 * @param rate - What comes, in MB a second.
 * @param each - What one partition may get.
 * @param keys - Different keys; none are spread evenly.
 * @returns The number; undefined where keys alike are too few for any.
 */
export function partitionsFor(rate: number, each: number, keys: number | undefined): number | undefined {
  const least = Math.max(1, ceilOf(rate / each));
  if (keys === undefined) return least;
  const fits = (count: number) => (rate / count) * skewOf(keys, count) <= each * (1 + 1e-9);
  let [low, high] = [least, Math.max(least, REPLICAS_OF.cluster)];
  if (!fits(high)) return undefined;
  // The fullest gets less with each partition more.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

/**
 * How likely it is that a partition takes writes at any moment.
 *
 * @param availability - Share of the time that a broker is up, each by itself.
 * @param replicas - Replicas of the partition.
 * @param minInsync - `min.insync.replicas`.
 * @returns A share of the time.
 */
export function writableShare(availability: number, replicas: number, minInsync: number): number {
  let share = 0;
  let ways = 1;
  for (let down = 0; down <= replicas - minInsync; down++) {
    share += ways * (1 - availability) ** down * availability ** (replicas - down);
    ways = (ways * (replicas - down)) / (down + 1);
  }
  return share;
}

/** Seconds of 30 days. */
const MONTH = 30 * 24 * 3600;

/** A share of a month, in the unit in which it can be read. */
function ofAMonth(share: number): Pick<SizeFigure, "unit" | "value"> {
  const seconds = share * MONTH;
  if (seconds >= 60) return { value: seconds / 60, unit: "min/month" };
  return seconds >= 1 ? { value: seconds, unit: "s/month" } : { value: seconds * 1000, unit: "ms/month" };
}

/**
 * What is a matter of chance.
 *
 * @param target - What the cluster is to carry.
 * @param shape - Brokers, partitions, and replicas of each.
 * @param minInsync - `min.insync.replicas`.
 * @returns Each with its formula.
 */
export function oddsOf(
  { brokerAvailability, keys }: SizeTarget,
  { brokers, partitions, replication }: Shape,
  minInsync: number,
): readonly SizeFigure[] {
  const spread: SizeFigure[] =
    keys === undefined
      ? []
      : [
          {
            ...{
              name: "fullest partition",
              value: skewOf(keys, partitions),
              unit: "x average",
              source: "bins",
            },
            formula: "at most, in 19 of 20 topics: 1 + d, with n exp(-m/n ((1 + d) ln(1 + d) - d)) = 0.05",
            numbers: `n = ${told(partitions)} partitions, m = ${told(keys)} keys that are used alike`,
          },
        ];
  const each = `each ${Number((brokerAvailability * 100).toFixed(6))} % of the time`;
  const spare = replication - minInsync;
  return [
    ...spread,
    {
      ...{ name: "no writes", ...ofAMonth(1 - writableShare(brokerAvailability, replication, minInsync)) },
      formula: "at least, of one partition: fewer replicas up than min.insync.replicas",
      numbers: `fewer than ${minInsync} of ${replication} up, ${each}`,
      source: "replicas",
    },
    {
      ...{
        name: "no writes, any",
        ...ofAMonth(1 - writableShare(brokerAvailability, brokers, brokers - spare)),
      },
      formula: "at most, of some partition: more brokers down than its replicas can spare",
      numbers: `more than ${spare} of ${brokers} down, ${each}`,
      source: "replicas",
    },
  ];
}
