import { type SizeFigure, told } from "./size-figure";
import { type SizeTarget } from "./size-target";

/**
 * How much more the fullest partition gets than the average one, where keys are spread by their hash and each is used
 * as often as any other: `m / n + sqrt(2 m ln(n) / n)` balls are in the fullest of n bins, of m.
 *
 * @param keys - Different keys; none are spread evenly.
 * @param partitions - Partitions of the topic.
 * @returns A factor, at least 1.
 */
export function skewOf(keys: number | undefined, partitions: number): number {
  if (keys === undefined || partitions < 2) return 1;
  return 1 + Math.sqrt((2 * partitions * Math.log(partitions)) / keys);
}

/**
 * The least number of partitions of which even the fullest is not too full.
 *
 * @param rate - What comes, in MB a second.
 * @param each - What one partition may get.
 * @param keys - Different keys; none are spread evenly.
 * @returns The number; as many as there are keys where even that is not enough.
 */
export function partitionsFor(rate: number, each: number, keys: number | undefined): number {
  const least = Math.max(1, Math.ceil(rate / each));
  if (keys === undefined) return least;
  const fits = (count: number) => (rate / count) * skewOf(keys, count) <= each;
  let [low, high] = [least, Math.max(least, keys)];
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

const MINUTES_OF_A_MONTH = 30 * 24 * 60;

/**
 * What is a matter of chance.
 *
 * @param target - What the cluster is to carry.
 * @param partitions - Its partitions.
 * @param replicas - Replicas of each.
 * @param minInsync - `min.insync.replicas`.
 * @returns Each with its formula.
 */
export function oddsOf(
  { brokerAvailability, keys }: SizeTarget,
  partitions: number,
  replicas: number,
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
            formula: "1 + sqrt(2 x partitions x ln(partitions) / keys), keys that are used alike",
            numbers: `1 + sqrt(2 x ${told(partitions)} x ${told(Math.log(partitions))} / ${told(keys)})`,
          },
        ];
  const down = 1 - writableShare(brokerAvailability, replicas, minInsync);
  const percent = `${told(brokerAvailability * 100)} %`;
  return [
    ...spread,
    {
      ...{ name: "no writes", value: down * MINUTES_OF_A_MONTH, unit: "min/month", source: "replicas" },
      formula: "a partition, where brokers fail each by itself: fewer replicas up than min.insync.replicas",
      numbers: `fewer than ${minInsync} of ${replicas} up, each ${percent} of the time`,
    },
    {
      ...{ name: "no reads", unit: "min/month", source: "replicas" },
      value: (1 - brokerAvailability) ** replicas * MINUTES_OF_A_MONTH,
      formula: "a partition: no replica up",
      numbers: `none of ${replicas} up, each ${percent} of the time`,
    },
  ];
}
