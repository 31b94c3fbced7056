import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { KafkaClient } from "../../checks/kafka-client";

/** An address at which nobody listens any more. */
async function deserted(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `127.0.0.1:${port}`;
}

const refused = (address: string) => `Connection error: connect ECONNREFUSED ${address}`;

/** The errors of a client that finds nobody at any of these addresses, which it tries in turn. */
async function errorsAt(brokers: readonly string[]): Promise<readonly string[]> {
  const client = new KafkaClient({ brokers }, { retries: 2 * brokers.length });
  await expect(client.producer()).rejects.toThrow();
  await client.close();
  expect(client.reached).toBe(false);
  return client.errors;
}

test("what went wrong at one address is not forgotten for what went wrong at another, and told once", async () => {
  const brokers = [await deserted(), await deserted()];
  expect([...(await errorsAt(brokers))].sort()).toEqual(brokers.map(refused).sort());
});

test("of many errors the last few are kept", async () => {
  const brokers = await Promise.all(Array.from({ length: 6 }, deserted));
  const errors = await errorsAt(brokers);
  expect(errors).toHaveLength(4);
  for (const error of new Set(errors)) expect(brokers.map(refused)).toContain(error);
});
