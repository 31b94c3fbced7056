import { spawn } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { shownCertificate } from "../../checks/intruder";
import { kafkajsProgram, kafkajsStream, keep, python } from "../support/client-programs";
import { docker, untilHealthy } from "../support/deployment";
import { SecuredCluster } from "../support/secured-cluster";

// What is renewed while a secured cluster runs, and while clients use it.
const cluster = new SecuredCluster("e2e-clients-renewal", 26402);

beforeAll(() => cluster.begin());
afterAll(() => cluster.end());

/** The program that uses a module that is printed for kafkajs. */
async function program(user: string, name = user, ...args: string[]) {
  const text = await cluster.clientConfig(user, "kafkajs", ...args);
  return kafkajsProgram(keep(cluster, `${name}.mjs`, text), `${user}-${name}`);
}

/** A program that connects once and writes all the while; the first record that is not taken ends it. */
async function streaming(user: string) {
  const file = keep(cluster, `${user}-stream.mjs`, await cluster.clientConfig(user, "kafkajs"));
  const child = spawn("node", kafkajsStream(file, "orders"));
  const seen = { sent: 0, errors: "" };
  child.stdout.on("data", (text) => (seen.sent = Number(String(text).trim().split("\n").at(-1))));
  child.stderr.on("data", (text) => (seen.errors += String(text)));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const goesOn = async () => {
    const goal = seen.sent + 3;
    for (let tries = 0; seen.sent < goal && seen.errors === "" && tries < 200; tries++) await sleep(100);
    expect({ ...seen, goesOn: seen.sent >= goal }).toEqual({ ...seen, errors: "", goesOn: true });
  };
  const end = async () => {
    child.stdin.end();
    expect(await ended).toBe(0);
  };
  await goesOn();
  return { goesOn, end };
}

test("a user that is added has its password made by the deploy, and may log in", async () => {
  cluster.declare((kafka) => kafka.addUser("late"));
  expect(await cluster.apply()).toSucceed();
  // Whoever may not log in is not told of topics.
  expect((await (await program("late")).write("orders", "late")).output).toMatch(
    /topic authorization failed/i,
  );
});

describe("a change of password", () => {
  const rotate = (...args: string[]) => cluster.command("rotate-password", "billing", ...args);
  const programs = new Map<string, Awaited<ReturnType<typeof program>>>();
  const writes = async (name: string) => (await programs.get(name)!.write("orders", name)).output;

  test("lets in the old password, the new one, and programs that were set up before; open connections stay", async () => {
    const stream = await streaming("billing");
    programs.set("replayed", await program("billing", "replayed", "--show-secrets"));
    programs.set("set-up-before", await program("billing", "set-up-before"));
    programs.set("python", await python(cluster, "billing"));
    const old = cluster.secret("users", "billing", "password");
    const { code, output } = await rotate();
    expect({ code, output }).toSucceed();
    const fresh = cluster.secret("users", "billing", "password");
    expect(fresh).not.toBe(old);
    expect(output).not.toMatch(new RegExp(`${old}|${fresh}`));
    expect(await cluster.clientConfig("billing", "env")).toContain("KAFKA_SASL_USERNAME='billing.b'");
    programs.set("new", await program("billing", "new", "--show-secrets"));
    // At once, at any broker.
    for (const name of programs.keys())
      expect({ name, output: await writes(name) }).toEqual({ name, output: "" });
    await stream.goesOn();
    await stream.end();
  });

  test("refuses the old password when it is finished, and nothing else", async () => {
    expect(await rotate("--finish")).toSucceed();
    expect(await writes("replayed")).toMatch(/authentication/i);
    for (const name of ["set-up-before", "python", "new"]) expect(await writes(name)).toBe("");
  });

  test("leaves nothing to be done: the check passes, the plan is empty, and apply-users changes nothing", async () => {
    expect(await cluster.check()).toSucceed();
    expect(await cluster.plan()).toSucceed();
    const applied = await cluster.command("apply-users");
    expect(applied).toSucceed();
    expect(applied.output).toContain("passwords set, 0 rules created, 0 deleted, 0 principals revoked");
    expect(await writes("replayed")).toMatch(/authentication/i);
    expect(await writes("new")).toBe("");
  });
});

describe("new certificates", () => {
  const brokers = ["e2e-clients-renewal-1", "e2e-clients-renewal-2"];
  const startedAt = () => docker("inspect", "--format", "{{.State.StartedAt}}", ...brokers);
  /** Of each broker, to clients and to administrators; who does not trust them ends with an error. */
  const shown = async () => {
    const ca = cluster.secret("ca.crt");
    const addresses = cluster.manifest.brokers.flatMap(({ admin, external }) => [external, admin!]);
    const all = await Promise.all(addresses.map((address) => shownCertificate(address, { ca })));
    return all.map(({ fingerprint256 }) => fingerprint256);
  };

  test.each([
    ["", /^e2e-clients-renewal: .*: 4 files renewed, loaded by the brokers/m],
    ["--ca", /^e2e-clients-renewal: .*: 9 files renewed, loaded by the brokers/m],
  ])("are shown by brokers without a restart after pki renew %s; open connections stay", async (ca, told) => {
    const [before, started] = [await shown(), await startedAt()];
    copyFileSync(join(cluster.secrets, "ca.crt"), join(cluster.folder, "old-ca.crt"));
    const streams = await Promise.all([streaming("billing"), streaming("shop")]);
    const { code, output } = await cluster.command("pki renew", ...(ca === "" ? [] : [ca]));
    expect({ code, output }).toSucceed();
    expect(output).toMatch(told);
    const after = await shown();
    for (const fingerprint of after) expect(before).not.toContain(fingerprint);
    for (const stream of streams) await stream.goesOn();
    await Promise.all(streams.map((stream) => stream.end()));
    expect(await startedAt()).toBe(started);
    for (const user of ["billing", "shop"])
      expect(await (await program(user)).write("orders", "renewed")).toSucceed();
    expect(await cluster.check("--only", "security")).toSucceed();
  });

  test("fail a client that knows the CA before alone", async () => {
    const text = await cluster.clientConfig("billing", "kafkajs");
    const old = text.replace(join(cluster.secrets, "ca.crt"), join(cluster.folder, "old-ca.crt"));
    expect(old).not.toBe(text);
    const client = kafkajsProgram(keep(cluster, "old-ca.mjs", old), "billing-old-ca");
    expect((await client.write("orders", "x")).output).toMatch(/certificate/i);
  });

  test("stay through a restart of a broker", async () => {
    const before = await shown();
    await docker("restart", brokers[0]!);
    await untilHealthy(brokers[0]!);
    expect(await cluster.check()).toSucceed();
    expect(await shown()).toEqual(before);
    expect(await cluster.plan()).toSucceed();
  });
});
