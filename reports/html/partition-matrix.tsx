import { type ObservedPartition } from "../../checks/report";
import { round } from "./round";
import { counted } from "../counted";
import { widthOf } from "./text";
import { faultsOf } from "./topic-faults";

const CELL = 18;
const DENSE_CELL = 13;
const HEAD = 20;
const LABEL = 11;
const MANY = 9;

/**
 * Whether there are so many brokers that their rows are drawn close together.
 *
 * @param brokerIds - The brokers.
 * @returns Whether they are.
 */
export function isDense(brokerIds: readonly number[]): boolean {
  return brokerIds.length > MANY;
}

interface MatrixProps {
  readonly topic: string;
  readonly partitions: readonly ObservedPartition[];
  readonly brokerIds: readonly number[];
}

/**
 * Partitions, side by side, by brokers, one below the other. The numbers of the brokers stay when the rest scrolls.
 *
 * @param props - The partitions and the brokers.
 * @returns The matrix.
 */
export function PartitionMatrix({ brokerIds, partitions, topic }: MatrixProps) {
  const numbers = partitions.map(({ partition }) => String(partition));
  const cell = Math.ceil(Math.max(CELL, ...numbers.map((number) => widthOf(number, LABEL, "mono") + 5)));
  const width = cell * partitions.length;
  const tall = isDense(brokerIds) ? DENSE_CELL : CELL;
  const height = HEAD + tall * brokerIds.length;
  const row = new Map(brokerIds.map((id, index) => [id, HEAD + tall * (index + 0.5)]));
  const marks = marksOf(partitions, { column: (index) => cell * (index + 0.5), row, half: tall / 3 });
  const leaderless = partitions.flatMap(({ leader }, index) => (leader === null ? [index] : []));
  return (
    <div class={`matrix${isDense(brokerIds) ? " dense" : ""}`}>
      <div class="matrix-brokers" aria-hidden="true">
        {brokerIds.map((id) => (
          <span>{id}</span>
        ))}
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={`Partitions of ${topic}`}>
        <svg
          class="partitions"
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={describe(topic, partitions)}
        >
          {leaderless.map((index) => (
            <rect class="leaderless" x={cell * index + 1} y={1} width={cell - 2} height={height - 2} rx={3} />
          ))}
          <path class="grid" d={[...row.values()].map((y) => `M0 ${y}H${width}`).join("")} />
          {numbers.map((number, index) => (
            <text
              class={leaderless.includes(index) ? "small fault" : "small"}
              x={cell * index + cell / 2}
              y={14}
              text-anchor="middle"
            >
              {number}
            </text>
          ))}
          {Object.entries(marks).map(([kind, d]) => d !== "" && <path class={kind} d={d} />)}
        </svg>
      </div>
    </div>
  );
}

/** One path for each kind of mark: a page with a path for each replica would be many times as large. */
interface Places {
  readonly column: (index: number) => number;
  readonly row: ReadonlyMap<number, number>;
  /** Half the width of a mark. */
  readonly half: number;
}

function marksOf(partitions: readonly ObservedPartition[], { column, half, row }: Places) {
  const marks = { "in-sync": "", leads: "", behind: "" };
  partitions.forEach((partition, index) => {
    for (const id of new Set(partition.replicas)) {
      const [x, y] = [column(index), row.get(id)!];
      if (!partition.inSync.includes(id)) marks.behind += cross(x, y, half);
      else if (id === partition.leader) marks.leads += square(x, y, half);
      else marks["in-sync"] += square(x, y, half - 0.75);
    }
  });
  return marks;
}

function square(x: number, y: number, half: number): string {
  return `M${round(x - half)} ${round(y - half)}h${round(2 * half)}v${round(2 * half)}h${round(-2 * half)}z`;
}

function cross(x: number, y: number, half: number): string {
  const size = round(2 * half - 2.5);
  return `M${round(x - size / 2)} ${round(y - size / 2)}l${size} ${size}m0 ${-size}l${-size} ${size}`;
}

function describe(topic: string, partitions: readonly ObservedPartition[]): string {
  const faults = partitions.map(faultsOf);
  const leaderless = faults.filter((fault) => fault.leaderless).length;
  const behind = faults.filter((fault) => fault.behind.length > 0).length;
  return `${counted(partitions.length, "partition")} of ${topic} by broker: ${leaderless} without a leader, ${behind} with a replica out of sync`;
}

/**
 * What the marks mean.
 *
 * @param props - Whether there are many brokers.
 * @returns The legend.
 */
export function MatrixLegend({ dense }: { dense: boolean }) {
  return (
    <ul class="legend">
      <li>
        <Sample kind="leads" d={square(8, 8, 6)} /> leader
      </li>
      <li>
        <Sample kind="in-sync" d={square(8, 8, 5.25)} /> follower, in sync
      </li>
      <li>
        <Sample kind="behind" d={cross(8, 8, 6)} /> replica out of sync
      </li>
      <li>
        <svg class="sample partitions" width="16" height="16" aria-hidden="true">
          <rect class="leaderless" x="1" y="0" width="14" height="16" rx="3" />
        </svg>
        partition without a leader
      </li>
      <li class="muted">columns: partitions, rows: brokers{dense ? " that hold some of the topic" : ""}</li>
    </ul>
  );
}

function Sample({ d, kind }: { d: string; kind: string }) {
  return (
    <svg class="sample partitions" width="16" height="16" aria-hidden="true">
      <path class={kind} d={d} />
    </svg>
  );
}
