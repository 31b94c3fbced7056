import { DrawnIcon } from "./icon";
import { ICON_OF_CONDITION, type Server } from "./servers";
import { shorten, widthOf } from "./text";
import {
  type Box,
  CARD_PAD,
  factLines,
  type Format,
  layOut,
  LINE,
  SIZE,
  nameWidth,
  STATE_INDENT,
  stateLines,
} from "./topology-layout";
import { ClientLines, ZookeeperLines } from "./topology-lines";

interface TopologyDrawingProps {
  readonly format: Format;
  readonly brokers: readonly Server[];
  readonly zookeepers: readonly Server[];
  /** Name of the Docker network. */
  readonly network: string;
  /** What it shows, in words. */
  readonly label: string;
}

/**
 * The cluster as a drawing, for one width.
 *
 * @param props - What is drawn.
 * @returns The drawing.
 */
export function TopologyDrawing({ brokers, format, label, network, zookeepers }: TopologyDrawingProps) {
  const layout = layOut(format, brokers, zookeepers);
  const { clients, columns, height, width } = layout;
  const boxes = layout.brokers;
  const labelX = ({ x }: Box) => x + format.drop + 9;
  const titleX = boxes[0] === undefined ? layout.network.x + 10 : labelX(boxes[0]);
  // The line to the second broker, or the edge of the network, is where the title ends.
  const second = columns > 1 ? boxes[1] : undefined;
  const titleEnd = second === undefined ? layout.network.x + layout.network.width : second.x + format.drop;
  const prefix = ["Docker network ", "network ", ""].find(
    (one) => widthOf(one + network, SIZE.text, "sans") < titleEnd - titleX - 10,
  );
  const title = (prefix ?? "") + shorten(network, titleEnd - titleX - 10, SIZE.text, "sans");
  return (
    <svg
      class={`topology ${format.name}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <Frame box={{ x: 0, y: 0, width, height }} kind="host" />
      <text class="frame-title" x={format.pad + 2} y={22}>
        Docker host
      </text>
      <Frame box={clients} kind="clients" />
      <text class="card-title" x={clients.x + clients.width / 2} y={clients.y + 24} text-anchor="middle">
        Clients on the host
      </text>
      <Frame box={layout.network} kind="network" />
      <text class="frame-title" x={titleX} y={layout.network.y + 22}>
        {title}
      </text>
      <ZookeeperLines {...{ format, layout, brokers, zookeepers }} />
      <ClientLines {...{ format, layout, brokers, zookeepers }} />
      {brokers.map(({ external = "" }, index) => (
        <text
          class="mono"
          x={labelX(boxes[index]!)}
          y={index < columns ? layout.network.y - 11 : boxes[index]!.y - 12}
        >
          {shorten(
            external,
            boxes[index]!.x + boxes[index]!.width + 4 - labelX(boxes[index]!),
            SIZE.text,
            "mono",
          )}
        </text>
      ))}
      {brokers.map((server, index) => (
        <Card server={server} box={boxes[index]!} />
      ))}
      {zookeepers.map((server, index) => (
        <Card server={server} box={layout.zookeepers[index]!} />
      ))}
    </svg>
  );
}

function Frame({ box: { height, width, x, y }, kind }: { box: Box; kind: string }) {
  // Half a unit inwards: the line is then inside the drawing, and sharp.
  return (
    <rect class={`frame ${kind}`} x={x + 0.5} y={y + 0.5} width={width - 1} height={height - 1} rx={10} />
  );
}

function Card({ box, server }: { box: Box; server: Server }) {
  const { condition, container, role, state, title } = server;
  const x = box.x + CARD_PAD;
  const room = box.width - 2 * CARD_PAD;
  const states = stateLines(server, box.width);
  const top = box.y + CARD_PAD + 13;
  const afterName = top + 1 + (container === undefined ? 0 : LINE);
  const afterState = afterName + states.length * LINE;
  return (
    <g>
      <title>{[title, container, role, state].filter(Boolean).join(", ")}</title>
      <rect class={`card ${condition}`} x={box.x} y={box.y} width={box.width} height={box.height} rx={7} />
      <text class="card-title" x={x} y={top}>
        {title}
      </text>
      {role !== undefined && <Role box={box} role={role} />}
      {container !== undefined && (
        <text class="mono" x={x} y={top + 1 + LINE}>
          {shorten(container, room, SIZE.text, "mono")}
        </text>
      )}
      <DrawnIcon name={ICON_OF_CONDITION[condition]} x={x - 1} y={afterName + LINE - 11.5} />
      {states.map((line, index) => (
        <text class={`state ${condition}`} x={x + STATE_INDENT} y={afterName + LINE * (index + 1)}>
          {shorten(line, room - STATE_INDENT, SIZE.text, "sans")}
        </text>
      ))}
      {factLines(server, box.width).map(({ name, value }, index) => (
        <text x={x} y={afterState + LINE * (index + 1)}>
          {name !== undefined && <tspan class="small">{shorten(name, room, SIZE.small, "sans")}</tspan>}
          {value !== "" && (
            <tspan class="mono" dx={name === undefined ? 0 : 6}>
              {shorten(value, name === undefined ? room : room - nameWidth(name), SIZE.text, "mono")}
            </tspan>
          )}
        </text>
      ))}
    </g>
  );
}

/** On the edge of the card, where it needs no room beside the title. */
function Role({ box, role }: { box: Box; role: string }) {
  const width = widthOf(role, SIZE.small, "sans") + 14;
  const x = box.x + box.width - width - 8;
  return (
    <g class="role">
      <rect x={x} y={box.y - 9} width={width} height={18} rx={9} />
      <text class="small" x={x + width / 2} y={box.y + 4} text-anchor="middle">
        {role}
      </text>
    </g>
  );
}
