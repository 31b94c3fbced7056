import { type ObservedTopic } from "../../checks/report";

interface LeadersProps {
  readonly topics: readonly ObservedTopic[];
  readonly brokerIds: readonly number[];
}

/**
 * How many partitions each broker leads: where the load is.
 *
 * @param props - The topics and the brokers.
 * @returns A bar for each broker.
 */
export function Leaders({ brokerIds, topics }: LeadersProps) {
  const partitions = topics.flatMap((topic) => topic.partitions);
  const rows = brokerIds.map((id) => ({
    id,
    leads: partitions.filter(({ leader }) => leader === id).length,
    holds: partitions.filter(({ replicas }) => replicas.includes(id)).length,
  }));
  const most = Math.max(1, ...rows.map(({ leads }) => leads));
  return (
    <>
      <h3>Leaders by broker</h3>
      <p class="muted small-text">Partitions that it leads, of those that it has a replica of.</p>
      <ul class={`leaders${rows.length > 6 ? " many" : ""}`}>
        {rows.map(({ holds, id, leads }) => (
          <li>
            <span class="name">Broker {id}</span>
            <span class="bar">
              <span style={{ width: `${((leads / most) * 100).toFixed(1)}%` }} />
            </span>
            <span class="count">
              {leads} <span class="muted">of {holds}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
