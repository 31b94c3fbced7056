import { setTimeout as sleep } from "node:timers/promises";
import { type KafkaLogin } from "../support/kafka-login";
import { UsersCluster } from "../support/users-cluster";

const cluster = new UsersCluster("e2e-users-password", 28400);

beforeAll(async () => {
  await cluster.begin();
  await cluster.applied();
});
afterAll(() => cluster.end());

describe("a change of password", () => {
  const rotate = (...args: string[]) =>
    cluster.command("rotate-password", "billing", "--manifest", cluster.file, ...args);
  let old: KafkaLogin;

  test("lets the old password be used until it is finished", async () => {
    old = cluster.as("billing");
    const { code, output } = await rotate();
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining("billing logs in as billing.b") as string,
    });
    expect(output).not.toContain(cluster.password("billing"));
    await sleep(500);
    expect(cluster.password("billing")).not.toBe("secret-of-billing");
    expect(await old.write("orders")).toBe("done");
    expect(await cluster.as("billing", "billing.b").read("orders", "billing")).toBe("done");
    expect(await cluster.as("billing", "billing.b").write("other")).toMatch(/TOPIC_AUTHORIZATION_FAILED/);
    expect(await old.write("orders")).toBe("done");
  });

  test("is not undone by a deploy in between", async () => {
    expect(await cluster.applied()).toMatchObject({
      credentials: expect.arrayContaining(["billing", "billing.b"]) as string[],
    });
    expect(await cluster.as("billing", "billing.b").write("orders")).toBe("done");
    expect(await old.write("orders")).toBe("done");
  });

  test("fails when it is begun twice", async () => {
    expect(await rotate()).toMatchObject({
      code: 64,
      output: expect.stringContaining("is being changed already") as string,
    });
  });

  test("leaves the new password alone valid when it is finished", async () => {
    expect(await rotate("--finish")).toMatchObject({ code: 0 });
    await sleep(500);
    expect(await old.describe("orders")).toMatch(/authentication/i);
    expect(await cluster.as("billing", "billing.b").write("orders")).toBe("done");
    expect(await rotate("--finish")).toMatchObject({
      code: 64,
      output: expect.stringContaining("is not being changed") as string,
    });
    expect((await cluster.apply()).code).toBe(0);
    expect(await old.describe("orders")).toMatch(/authentication/i);
    expect((await cluster.check()).code).toBe(0);
  });

  test("goes back to the first login the next time", async () => {
    expect(await rotate()).toMatchObject({
      output: expect.stringContaining("billing logs in as billing,") as string,
    });
    await sleep(500);
    expect(await cluster.as("billing").write("orders")).toBe("done");
    expect(await rotate("--finish")).toMatchObject({ code: 0 });
  });
});
