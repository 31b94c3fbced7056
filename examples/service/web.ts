import { createServer, type ServerResponse } from "node:http";
import { type GenericSchema, type InferOutput } from "valibot";
import { validated } from "./validated";

/** What is served at each path, or at `POST ` and the path. */
export type Routes = Readonly<
  Record<string, (url: URL, response: ServerResponse) => Promise<unknown> | unknown>
>;

/** A request that is not what it must be. */
export class BadRequest extends Error {}

/** Serves a page and what it asks for. */
export class Web {
  private readonly server = createServer((request, response) => {
    const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
    const url = new URL("http://localhost");
    url.pathname = path;
    url.search = query;
    const name = request.method === "GET" ? url.pathname : `${request.method} ${url.pathname}`;
    const route = Object.hasOwn(this.routes, name) ? this.routes[name] : undefined;
    if (route === undefined) {
      response.writeHead(404).end("not found\n");
      return;
    }
    Promise.resolve()
      .then(() => route(url, response))
      .catch((error: unknown) => {
        const status = error instanceof BadRequest ? 400 : 500;
        if (status === 500) console.error(error);
        if (!response.headersSent)
          response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
        response.end(`${status === 400 ? (error as Error).message : "it failed, see the log"}\n`);
      });
  });

  public constructor(private readonly routes: Routes) {}

  /** Begins to serve, at a port of the container. */
  public async listen(port = 8080): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject).listen(port, resolve);
    });
  }

  /** Ends what is being served, too. */
  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/**
 * What a request asks for.
 *
 * @param url - The request.
 * @param schema - What it may ask for.
 * @returns Its parameters.
 * @throws BadRequest - that names each wrong parameter.
 */
export function parameters<T extends GenericSchema>(url: URL, schema: T): InferOutput<T> {
  const result = validated(schema, Object.fromEntries(url.searchParams));
  if ("reason" in result) throw new BadRequest(result.reason);
  return result.value;
}

/** Answers with a text, such as a page. */
export function text(type: "text/css" | "text/html", content: string) {
  return (_: URL, response: ServerResponse) =>
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(content);
}

/** Answers with what a function returns. */
export function json(value: (url: URL) => unknown) {
  return async (url: URL, response: ServerResponse) => {
    const text = JSON.stringify(await value(url));
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" }).end(text);
  };
}

/**
 * Answers with events, one after the other, for as long as the page is open.
 *
 * @param response - The answer.
 * @param next - Tells what is new; it is asked again and again.
 * @param everyMs - How often.
 */
export function events(response: ServerResponse, next: () => unknown, everyMs: number): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const timer = setInterval(() => {
    // Whoever does not read is not written to: what is new waits in the store.
    if (response.writableNeedDrain) return;
    try {
      const news = next();
      if (news !== undefined) response.write(`data: ${JSON.stringify(news)}\n\n`);
    } catch (error) {
      console.error(error);
      response.end();
    }
  }, everyMs);
  response.on("close", () => clearInterval(timer));
}
