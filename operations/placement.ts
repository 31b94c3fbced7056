import { type ManifestBroker } from "../manifest/cluster-manifest";

/** Replicas of one partition; the first is its preferred leader. */
export interface PartitionReplicas {
  readonly partition: number;
  readonly replicas: readonly number[];
}

/**
 * Where the replicas of a topic should be: as many as are declared, on declared brokers, in as many racks as they can,
 * the brokers evenly loaded. What is well placed stays where it is, the preferred leader first of all.
 *
 * @param partitions - Replicas as they are.
 * @param replicationFactor - Replicas that each partition is to have.
 * @param brokers - The declared brokers.
 * @returns The partitions whose replicas are to be others, with those.
 */
export function placeReplicas(
  partitions: readonly PartitionReplicas[],
  replicationFactor: number,
  brokers: readonly ManifestBroker[],
): readonly PartitionReplicas[] {
  const placement = new Placement(partitions, replicationFactor, brokers);
  return partitions.filter((one) => !placement.isSound(one.replicas)).map((one) => placement.place(one));
}

class Placement {
  private readonly racks: ReadonlyMap<number, string | undefined>;
  private readonly rackCount: number;
  private readonly load: Map<number, number>;

  public constructor(
    partitions: readonly PartitionReplicas[],
    private readonly replicationFactor: number,
    brokers: readonly ManifestBroker[],
  ) {
    this.racks = new Map(brokers.map(({ id, rack }) => [id, rack]));
    const named = brokers.flatMap(({ rack }) => rack ?? []);
    this.rackCount = new Set(named).size;
    this.load = new Map(brokers.map(({ id }) => [id, 0]));
    // Every partition counts, so that what is added goes to the brokers that have the least.
    for (const id of partitions.flatMap(({ replicas }) => replicas)) this.count(id, 1);
  }

  public isSound(replicas: readonly number[]): boolean {
    const declared = replicas.every((id) => this.racks.has(id));
    return declared && replicas.length === this.replicationFactor && this.racksOf(replicas) >= this.most();
  }

  public place({ partition, replicas }: PartitionReplicas): PartitionReplicas {
    for (const id of replicas) this.count(id, -1);
    const kept = this.keep(replicas);
    while (kept.length < this.replicationFactor) kept.push(this.next(kept));
    for (const id of kept) this.count(id, 1);
    return { partition, replicas: kept };
  }

  /** In their order: first those that stand in a rack of their own, then others for which room is left. */
  private keep(replicas: readonly number[]): number[] {
    const declared = replicas.filter((id) => this.racks.has(id));
    const kept: number[] = [];
    for (const id of declared) {
      if (kept.length < this.replicationFactor && this.isNewRack(kept, id)) kept.push(id);
    }
    for (const id of declared) {
      const room = this.replicationFactor - kept.length;
      const owed = this.most() - this.racksOf(kept);
      if (!kept.includes(id) && room > Math.max(0, owed)) kept.push(id);
    }
    return kept;
  }

  private next(kept: readonly number[]): number {
    const free = [...this.racks.keys()].filter((id) => !kept.includes(id));
    const elsewhere = free.filter((id) => this.isNewRack(kept, id));
    const choice = elsewhere.length > 0 ? elsewhere : free;
    // Of brokers that are equally loaded the next in a ring, so that followers of one leader are not always the same.
    const ids = [...this.racks.keys()];
    const start = ids.indexOf(kept.at(-1) ?? ids.at(-1)!);
    const distance = (id: number) => (ids.indexOf(id) - start + ids.length) % ids.length;
    const rank = (id: number) => this.load.get(id)! * ids.length + distance(id);
    return choice.reduce((best, id) => (rank(id) < rank(best) ? id : best));
  }

  private isNewRack(kept: readonly number[], id: number): boolean {
    const rack = this.racks.get(id);
    return rack === undefined || !kept.some((other) => this.racks.get(other) === rack);
  }

  private racksOf(replicas: readonly number[]): number {
    return new Set(replicas.flatMap((id) => this.racks.get(id) ?? [])).size;
  }

  private most(): number {
    return Math.min(this.rackCount, this.replicationFactor);
  }

  private count(id: number, change: number): void {
    const now = this.load.get(id);
    if (now !== undefined) this.load.set(id, now + change);
  }
}
