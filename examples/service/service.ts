import { type Fail } from "./kafka-client";
import style from "./page.css";
import { type Routes, text, Web } from "./web";

/** A service that runs. */
export interface Running {
  /** Whether it does its work; Docker's health check asks. */
  readonly isHealthy: () => boolean;
  /** Ends it whole: what it has begun is finished, groups are left. */
  readonly stop: () => Promise<void>;
  /** What it serves. Default: its health alone. */
  readonly routes?: Routes;
}

/** Docker kills whoever takes longer. */
const STOP_MS = 8_000;

/**
 * Runs a service until it is told to end. Whatever it cannot go on from ends it, and Docker starts it again: each
 * service goes on from what it has written, so that there is one way to begin, after a crash as ever.
 *
 * @param start - Starts it.
 */
export function run(start: (fail: Fail) => Promise<Running>): void {
  const fail: Fail = (error) => {
    console.error(error);
    process.exit(1);
  };
  process.on("unhandledRejection", fail);
  void start(fail).then(async ({ isHealthy, routes, stop }) => {
    const web = new Web({
      ...routes,
      "/page.css": text("text/css", style),
      "/health": (_, response) => response.writeHead(isHealthy() ? 200 : 503).end(),
    });
    await web.listen();
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        setTimeout(() => process.exit(1), STOP_MS).unref();
        web.close();
        stop().then(() => process.exit(0), fail);
      });
    }
  }, fail);
}
