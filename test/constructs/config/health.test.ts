import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  brokerHealth,
  type HealthCheck,
  SERVED_FILE,
  zookeeperHealth,
} from "../../../constructs/config/health";

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A server on a free port that does something with each connection. */
async function listen(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    serve(socket);
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as { port: number }).port;
}

// What the script keeps in the container's /tmp.
const folder = mkdtempSync(join(tmpdir(), "health-"));
const served = join(folder, "served");
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(served, ""));

/** Runs a health check as Docker does, and gives its exit code. */
async function probe({ test }: HealthCheck): Promise<number> {
  const [kind, command, ...args] = test.map((one) => one.replaceAll(SERVED_FILE, served));
  expect(kind).toBe("CMD");
  const [code] = (await once(spawn(command!, args, { stdio: "ignore" }), "close")) as [number];
  return code;
}

async function closedPort(): Promise<number> {
  const port = await listen(() => undefined);
  await new Promise((resolve) => servers.pop()!.close(resolve));
  return port;
}

describe("the health check of a broker", () => {
  test("passes when a Kafka request is answered", async () => {
    const request: number[] = [];
    const port = await listen((socket) =>
      // It may come in parts: bash writes up to what it takes for the end of a line first.
      socket.on("data", (data) => {
        request.push(...data);
        if (request.length === 14) socket.end(Buffer.from([0, 0, 0, 6, 0, 0, 0, 1, 0, 0]));
      }),
    );
    expect(await probe(brokerHealth(port, 1))).toBe(0);
    // ApiVersions (18), version 0, correlation id 1, no client id.
    expect(request).toEqual([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 255, 255]);
  });

  test("fails when nothing listens", async () => {
    expect(await probe(brokerHealth(await closedPort(), 1))).not.toBe(0);
  });

  test("fails when the port is open but nothing answers, as with a process that hangs", async () => {
    expect(await probe(brokerHealth(await listen(() => undefined), 1))).not.toBe(0);
  });

  test("fails when the connection is closed without an answer", async () => {
    expect(await probe(brokerHealth(await listen((socket) => socket.end()), 1))).not.toBe(0);
  });
});

describe("a server that has not served since it was started", () => {
  beforeEach(() => rmSync(served));

  test("is found when it serves, within the same check", async () => {
    const port = await closedPort();
    const started = performance.now();
    const probing = probe(zookeeperHealth(port, 1));
    setTimeout(() => {
      const server = createServer((socket) => socket.once("data", () => socket.end("Mode: follower\n")));
      servers.push(server);
      server.listen(port, "127.0.0.1");
    }, 1500);
    expect(await probing).toBe(0);
    expect(performance.now() - started).toBeGreaterThan(1400);
    expect(existsSync(served)).toBe(true);
  });

  test("is not healthy when it does not serve within some seconds", async () => {
    expect(await probe(brokerHealth(await closedPort(), 1))).not.toBe(0);
    expect(existsSync(served)).toBe(false);
  });
});

test("a server that has served and does no longer is found at once", async () => {
  const started = performance.now();
  expect(await probe(brokerHealth(await closedPort(), 1))).not.toBe(0);
  expect(performance.now() - started).toBeLessThan(1500);
});

describe("the health check of a ZooKeeper server", () => {
  const answers = (text: string) => listen((socket) => socket.once("data", () => socket.end(text)));

  test.each(["standalone", "leader", "follower"])("passes when the server is %s", async (mode) => {
    const port = await answers(`Zookeeper version: 3.8.6\nMode: ${mode}\nNode count: 5\n`);
    expect(await probe(zookeeperHealth(port, 1))).toBe(0);
  });

  test("fails when there is no quorum", async () => {
    const port = await answers("This ZooKeeper instance is not currently serving requests\n");
    expect(await probe(zookeeperHealth(port, 1))).not.toBe(0);
  });

  test("fails when nothing listens", async () => {
    expect(await probe(zookeeperHealth(await closedPort(), 1))).not.toBe(0);
  });
});

test("a server that has served is asked at its interval, though Docker itself asks each second", async () => {
  const port = await listen((socket) => socket.once("data", () => socket.end("Mode: leader\n")));
  const started = performance.now();
  expect(await probe(zookeeperHealth(port, 3))).toBe(0);
  expect(performance.now() - started).toBeGreaterThan(1900);
  rmSync(served);
  const again = performance.now();
  expect(await probe(zookeeperHealth(port, 3))).toBe(0);
  expect(performance.now() - again).toBeLessThan(1500);
});

test.each([
  [1, "25s"],
  [5, "25s"],
  [40, "44s"],
  [60, "1m4s"],
])("durations for an interval of %i s are written as the provider reads them back", (seconds, timeout) => {
  // Go's Duration.String(): another spelling would show as a change in every plan.
  expect(brokerHealth(1, seconds)).toMatchObject({ interval: "1s", timeout });
  expect(zookeeperHealth(1, seconds)).toMatchObject({ interval: "1s", timeout });
});
