import { type Topology } from "../../checks/report";
import { type ClusterManifest } from "../../manifest/cluster-manifest";
import { Icon } from "./icon";
import { brokersOf, ICON_OF_CONDITION, type Server, zookeepersOf } from "./servers";
import { counted } from "../counted";
import { TopologyDrawing } from "./topology-drawing";
import { FORMATS } from "./topology-layout";

interface TopologyProps {
  readonly manifest: ClusterManifest;
  readonly topology: Topology;
}

/**
 * The servers of the cluster and how they are connected, drawn and as a table.
 *
 * @param props - What was declared and what was found.
 * @returns The section.
 */
export function TopologySection({ manifest, topology }: TopologyProps) {
  const { clusterId, controller } = topology;
  const brokers = brokersOf(manifest, topology);
  const zookeepers = zookeepersOf(manifest, topology);
  const label = describe(manifest, [...brokers, ...zookeepers]);
  return (
    <section id="topology">
      <h2>Topology</h2>
      <p class="lead">
        {clusterId === undefined ? (
          "No cluster id was observed"
        ) : (
          <>
            Cluster id <code>{clusterId}</code>
          </>
        )}
        , {controller === undefined ? "and no controller" : `controlled by broker ${controller}`}.
      </p>
      <div class="drawing">
        {FORMATS.map((format) => (
          <TopologyDrawing {...{ format, brokers, zookeepers, label, network: manifest.network }} />
        ))}
      </div>
      <Legend />
      <details>
        <summary>The same as a table</summary>
        <ServerTable servers={[...brokers, ...zookeepers]} />
      </details>
    </section>
  );
}

function describe({ name, network }: ClusterManifest, servers: readonly Server[]): string {
  const faulty = servers.filter(({ condition }) => condition !== "sound");
  const told = faulty.map(({ state, title }) => `${title}: ${state}`).join("; ");
  return `Topology of ${name}: ${counted(servers.length, "server")} on Docker network ${network}. ${told || "All are sound"}.`;
}

function Legend() {
  return (
    <ul class="legend">
      <li>
        <svg class="sample" width="28" height="12" aria-hidden="true">
          <path class="line client" d="M1 6h20" />
          <path class="arrow" d="M19 2v8l8 -4z" />
        </svg>
        clients, by the port that is published on the host
      </li>
      <li>
        <svg class="sample" width="28" height="12" aria-hidden="true">
          <path class="line zookeeper" d="M1 6h26" />
        </svg>
        brokers with ZooKeeper
      </li>
      <li>
        <svg class="sample" width="28" height="16" aria-hidden="true">
          <rect class="card broken" x="1" y="2" width="26" height="12" rx="3" />
        </svg>
        does not work, or is not there
      </li>
    </ul>
  );
}

function ServerTable({ servers }: { servers: readonly Server[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Servers as a table">
      <table>
        <thead>
          <tr>
            {["server", "container", "state", "clients on the host", "further"].map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {servers.map(({ condition, container, external, facts, role, state, title }) => (
            <tr>
              <th scope="row">
                {title}
                {role === undefined ? "" : `, ${role}`}
              </th>
              <td>{container === undefined ? "unknown" : <code>{container}</code>}</td>
              <td>
                <span class={`state ${condition}`}>
                  <Icon name={ICON_OF_CONDITION[condition]} /> {state}
                </span>
              </td>
              <td>{external === undefined ? "none" : <code>{external}</code>}</td>
              <td>
                {facts.map(([name, value]) => (
                  <div>
                    {name} <code>{value}</code>
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
