import { type ObservedTopic } from "../checks/report";
import { type ManifestBroker } from "../manifest/cluster-manifest";
import { type PartitionReplicas } from "./placement";
import { type TopicMoves } from "./replica-moves";

/** Replicas and preferred leaders of one broker. */
export interface BrokerLoad {
  readonly broker: number;
  readonly replicas: number;
  /** Partitions whose first replica it has, so that it leads them when all is well. */
  readonly leaders: number;
}

/** A proposal, and what it does to each broker. */
export interface Rebalance {
  readonly moves: readonly TopicMoves[];
  readonly before: readonly BrokerLoad[];
  readonly after: readonly BrokerLoad[];
}

interface Placed {
  readonly topic: string;
  readonly partition: number;
  readonly before: readonly number[];
  replicas: readonly number[];
}

/**
 * The fewest moves after which all brokers hold as many replicas, give or take one: one replica at a time goes from
 * the broker that has most to the one that has least, of the topic that this spreads best. What a partition has in
 * racks it keeps.
 *
 * @param topics - All topics.
 * @param brokers - The declared brokers; replicas on others stay where they are.
 * @returns The proposal; without moves where nothing is to be gained.
 */
export function rebalance(topics: readonly ObservedTopic[], brokers: readonly ManifestBroker[]): Rebalance {
  const balance = new Balance(topics, brokers);
  const before = balance.loads();
  while (balance.improve());
  return { moves: balance.moves(), before, after: balance.loads() };
}

/**
 * What brokers hold.
 *
 * @param topics - All topics.
 * @param brokers - The brokers.
 * @returns Their replicas and preferred leaders.
 */
export function brokerLoads(topics: readonly ObservedTopic[], brokers: readonly Placeable[]): BrokerLoad[] {
  return new Balance(topics, brokers).loads();
}

/** A broker that can hold replicas. */
type Placeable = Pick<ManifestBroker, "id" | "rack">;

class Balance {
  private readonly placed: readonly Placed[];
  private readonly racks: ReadonlyMap<number, string | undefined>;
  private readonly replicas = new Map<number, number>();
  private readonly leaders = new Map<number, number>();
  private readonly byTopic = new Map<string, readonly Placed[]>();
  /** Replicas of each topic on each broker. */
  private readonly ofTopic = new Map<string, Map<number, number>>();

  public constructor(topics: readonly ObservedTopic[], brokers: readonly Placeable[]) {
    this.racks = new Map(brokers.map(({ id, rack }) => [id, rack]));
    this.placed = topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partition, replicas }) => ({ topic: name, partition, before: replicas, replicas })),
    );
    for (const { name } of topics) {
      this.byTopic.set(
        name,
        this.placed.filter(({ topic }) => topic === name),
      );
      this.ofTopic.set(name, new Map());
    }
    for (const one of this.placed) this.count(one, 1);
  }

  public loads(): BrokerLoad[] {
    return [...this.racks.keys()].map((broker) => ({
      broker,
      replicas: this.replicas.get(broker) ?? 0,
      leaders: this.leaders.get(broker) ?? 0,
    }));
  }

  /** Moves one replica, if any move makes it better. */
  public improve(): boolean {
    const sorted = this.loads().sort(
      (a, b) => b.replicas - a.replicas || b.leaders - a.leaders || a.broker - b.broker,
    );
    for (const to of [...sorted].reverse()) {
      for (const from of sorted) {
        if (from.replicas - to.replicas < 2) break;
        const best = this.best(from, to);
        if (best === undefined) continue;
        this.count(best.one, -1);
        best.one.replicas = best.replicas;
        this.count(best.one, 1);
        return true;
      }
    }
    return false;
  }

  public moves(): TopicMoves[] {
    const moved = this.placed.filter((one) => String(one.before) !== String(one.replicas));
    return [...new Set(moved.map(({ topic }) => topic))].map((topic) => {
      const own = moved.filter((one) => one.topic === topic);
      const moves = own.map(({ partition, replicas }): PartitionReplicas => ({ partition, replicas }));
      return { topic, moves, before: new Map(own.map(({ before, partition }) => [partition, before])) };
    });
  }

  /** Of the topic that this spreads best, and there of a partition by which leadership is spread as well. */
  private best(from: BrokerLoad, to: BrokerLoad): { one: Placed; replicas: readonly number[] } | undefined {
    const gain = (topic: string) => this.held(topic, from.broker) - this.held(topic, to.broker);
    const topics = [...this.byTopic.keys()].sort((a, b) => gain(b) - gain(a));
    for (const topic of topics) {
      let other: Placed | undefined;
      for (const one of this.byTopic.get(topic)!) {
        if (!this.canMove(one, from.broker, to.broker)) continue;
        const movesLeader = one.replicas[0] === from.broker;
        if (movesLeader === from.leaders > to.leaders)
          return { one, replicas: moved(one, from.broker, to.broker) };
        other ??= one;
      }
      if (other !== undefined) return { one: other, replicas: moved(other, from.broker, to.broker) };
    }
    return undefined;
  }

  private canMove(one: Placed, from: number, to: number): boolean {
    if (!one.replicas.includes(from) || one.replicas.includes(to)) return false;
    return this.racksOf(moved(one, from, to)) >= this.racksOf(one.replicas);
  }

  private held(topic: string, broker: number): number {
    return this.ofTopic.get(topic)?.get(broker) ?? 0;
  }

  private racksOf(replicas: readonly number[]): number {
    return new Set(replicas.flatMap((id) => this.racks.get(id) ?? [])).size;
  }

  private count({ replicas, topic }: Placed, change: number): void {
    const add = (counts: Map<number, number>, key: number) =>
      counts.set(key, (counts.get(key) ?? 0) + change);
    for (const id of replicas) {
      add(this.replicas, id);
      add(this.ofTopic.get(topic)!, id);
    }
    if (replicas[0] !== undefined) add(this.leaders, replicas[0]);
  }
}

function moved({ replicas }: Placed, from: number, to: number): readonly number[] {
  return replicas.map((id) => (id === from ? to : id));
}
