import { type Server } from "./servers";
import { widthOf } from "./text";

/** A rectangle of a drawing. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A drawing is made for a width, so that its text keeps its size on a small screen. */
export interface Format {
  readonly name: "wide" | "medium" | "narrow";
  readonly width: number;
  /** Space between the edges of a box and what is in it. */
  readonly pad: number;
  /** Room at both sides of the servers, where lines need it. */
  readonly gutter: number;
  readonly gap: number;
  /** Distance of a client's line from the left edge of its card. */
  readonly drop: number;
  /** Least width of a server's card, where there are few servers and where there are many. */
  readonly least: readonly [few: number, many: number];
}

/** The formats; the style shows the one that fits. */
export const FORMATS: readonly Format[] = [
  { name: "wide", width: 976, pad: 16, gutter: 20, gap: 16, drop: 22, least: [164, 164] },
  { name: "medium", width: 640, pad: 12, gutter: 16, gap: 14, drop: 22, least: [160, 160] },
  { name: "narrow", width: 312, pad: 8, gutter: 12, gap: 8, drop: 11, least: [200, 120] },
];

/** Font sizes. */
export const SIZE = { title: 14, text: 12, small: 11 } as const;
/** Height of a line of text. */
export const LINE = 17;
/** Room for the icon before a state. */
export const STATE_INDENT = 16;
/** Space inside a card. */
export const CARD_PAD = 10;

const FEW = 6;
const WIDEST_CARD = 294;
const CLIENTS_HEIGHT = 38;
const TITLE = 34;
const DROP_HEIGHT = 34;
const RAIL = 13;

/** Where everything is. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly clients: Box;
  readonly network: Box;
  readonly brokers: readonly Box[];
  readonly zookeepers: readonly Box[];
  readonly rows: { readonly brokers: number; readonly zookeepers: number };
  readonly columns: number;
  /** Room at both sides of the servers: none where there is a single row. */
  readonly gutter: number;
}

/**
 * Places the servers of a cluster: clients above, brokers in rows, ZooKeeper below.
 *
 * @param format - What it is drawn for.
 * @param brokers - The brokers.
 * @param zookeepers - The ZooKeeper servers.
 * @returns Where everything is.
 */
export function layOut(format: Format, brokers: readonly Server[], zookeepers: readonly Server[]): Layout {
  const { gap, least, pad } = format;
  const most = Math.max(brokers.length, zookeepers.length, 1);
  const fitting = (room: number) => Math.max(1, Math.floor((room + gap) / (least[most > FEW ? 1 : 0] + gap)));
  const whole = format.width - 4 * pad;
  // Only lines to rows below the first need room beside the servers.
  const gutter = most > fitting(whole) ? format.gutter : 0;
  const room = whole - 2 * gutter;
  const columns = Math.ceil(most / Math.ceil(most / fitting(room)));
  const cardWidth = Math.min(WIDEST_CARD, (room - gap * (columns - 1)) / columns);
  const inner = columns * cardWidth + (columns - 1) * gap;
  const width = inner + 4 * pad + 2 * gutter;
  const left = 2 * pad + gutter;

  const clients = { x: pad, y: TITLE, width: width - 2 * pad, height: CLIENTS_HEIGHT };
  const networkTop = clients.y + clients.height + DROP_HEIGHT;
  const place = (servers: readonly Server[], top: number, between: number): Box[] => {
    // A single row that is not full stands in the middle; in rows, columns stay columns.
    const empty = servers.length < columns ? ((columns - servers.length) * (cardWidth + gap)) / 2 : 0;
    const boxes: Box[] = [];
    for (let first = 0, y = top; first < servers.length; first += columns) {
      const row = servers.slice(first, first + columns);
      const height = Math.max(...row.map((server) => cardHeight(server, cardWidth)));
      boxes.push(
        ...row.map((_, index) => ({
          x: left + empty + index * (cardWidth + gap),
          y,
          width: cardWidth,
          height,
        })),
      );
      y += height + between;
    }
    return boxes;
  };
  const bottomOf = (boxes: readonly Box[], otherwise: number) => {
    const last = boxes.at(-1);
    return last === undefined ? otherwise : last.y + last.height;
  };
  const brokerBoxes = place(brokers, networkTop + TITLE, DROP_HEIGHT + (columns > 1 ? 2 * RAIL : RAIL));
  const brokersEnd = bottomOf(brokerBoxes, networkTop + TITLE);
  const zookeeperBoxes = place(zookeepers, brokersEnd + 2 * RAIL + 8, 2 * RAIL - 4);
  const networkEnd = bottomOf(zookeeperBoxes, brokersEnd) + pad + 4;
  return {
    width,
    height: networkEnd + pad,
    clients,
    network: { x: pad, y: networkTop, width: width - 2 * pad, height: networkEnd - networkTop },
    brokers: brokerBoxes,
    zookeepers: zookeeperBoxes,
    rows: {
      brokers: Math.ceil(brokers.length / columns),
      zookeepers: Math.ceil(zookeepers.length / columns),
    },
    columns,
    gutter,
  };
}

/**
 * Height of the line below a row, or above the ZooKeeper servers, on which their lines meet.
 *
 * @param box - A card of the row.
 * @param side - Whether it is below or above.
 * @returns Its position.
 */
export function railOf({ height, y }: Box, side: "below" | "above"): number {
  return side === "below" ? y + height + RAIL : y - RAIL;
}

/** A line of text in a card. */
export interface CardLine {
  readonly name?: string;
  readonly value: string;
}

/**
 * Facts of a server, with the name on a line of its own where both do not fit.
 *
 * @param server - The server.
 * @param width - Width of its card.
 * @returns Lines of text.
 */
export function factLines({ facts }: Server, width: number): CardLine[] {
  return facts.flatMap(([name, value]): CardLine[] => {
    const wanted = nameWidth(name) + widthOf(value, SIZE.text, "mono");
    return wanted <= width - 2 * CARD_PAD ? [{ name, value }] : [{ name, value: "" }, { value }];
  });
}

/**
 * Room that the name of a fact takes before its value.
 *
 * @param name - The name.
 * @returns Its width, with the space behind it.
 */
export function nameWidth(name: string): number {
  return widthOf(name, SIZE.small, "sans") + 6;
}

/** States can be long: they take as many lines as they need. */
export function stateLines({ state }: Server, width: number): string[] {
  const lines: string[] = [];
  for (const part of state.split(/(?<=[,;]) /)) {
    const joined = [lines.at(-1), part].filter(Boolean).join(" ");
    if (lines.length > 0 && widthOf(joined, SIZE.text, "sans") <= width - 2 * CARD_PAD - STATE_INDENT)
      lines[lines.length - 1] = joined;
    else lines.push(part);
  }
  return lines;
}

function cardHeight(server: Server, width: number): number {
  const lines = factLines(server, width).length + stateLines(server, width).length;
  return 2 * CARD_PAD + 18 + LINE * (lines + (server.container === undefined ? 0 : 1));
}
