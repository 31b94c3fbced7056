import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo } from "node:net";

/** A comment as a service stores it. */
export interface StoredComment {
  readonly id: number;
  body: string;
}

/** What was asked for. */
export interface Asked {
  readonly method: string;
  /** Path and query, after the prefix of the interface. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: { readonly body?: string };
}

/** What is answered: a status, and JSON or bytes. */
export type Answer = readonly [status: number, content?: unknown];

/** The token that a server takes. */
export const TOKEN = "token-of-the-tests";

/** The part of a code host's interface that keeps comments, by the pages of its documentation. */
export abstract class ReviewServer {
  /** Comments by the number of their pull request or merge request. */
  public readonly comments = new Map<number, StoredComment[]>();
  public readonly asked: Asked[] = [];
  /** Answers everything with this status, while it is set. */
  public refuses: number | undefined;
  private readonly server: Server;
  private lastId = 0;

  public constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const path = (request.url ?? "").slice(this.prefix.length);
        const body = (text === "" ? {} : JSON.parse(text)) as Asked["body"];
        const asked = { method: request.method ?? "", path, headers: request.headers, body };
        this.asked.push(asked);
        const [status, content = { message: "refused" }] = this.isRefused(asked);
        response.writeHead(status);
        response.end(Buffer.isBuffer(content) ? content : JSON.stringify(content));
      });
    });
  }

  /** What stands before each path, as with a server of one's own. */
  protected abstract readonly prefix: string;
  protected abstract isAuthorized(asked: Asked): boolean;
  protected abstract answer(asked: Asked): Answer;

  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Address of the interface. */
  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${this.prefix}`;
  }

  public bodiesOf(number: number): string[] {
    return (this.comments.get(number) ?? []).map(({ body }) => body);
  }

  /** Lists and adds. */
  protected collection(number: number, { body: { body }, method, path }: Asked): Answer {
    const all = this.comments.get(number) ?? [];
    if (method === "GET") {
      const query = new URLSearchParams(path.split("?")[1]);
      const [size, page] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
      return [200, all.slice((page - 1) * size, page * size)];
    }
    if (method !== "POST" || !body) return [422];
    const added = { id: (this.lastId += 1), body };
    this.comments.set(number, [...all, added]);
    return [201, added];
  }

  protected change(id: number, { body: { body } }: Asked): Answer {
    const found = [...this.comments.values()].flat().find((one) => one.id === id);
    if (found === undefined) return [404];
    if (!body) return [422];
    found.body = body;
    return [200, found];
  }

  private isRefused(asked: Asked): Answer {
    if (this.refuses !== undefined) return [this.refuses];
    return this.isAuthorized(asked) ? this.answer(asked) : [401, { message: "Bad credentials" }];
  }
}
