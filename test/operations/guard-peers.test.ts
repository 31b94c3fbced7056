import { olderVersions, strangers } from "../../operations/guard-peers";
import { containerValues, serverChange, type SomeServer } from "../support/some-plan";

const changed = (from: SomeServer, to: SomeServer, id = 1) =>
  serverChange({ id, before: containerValues({ ...from, id }), after: containerValues({ ...to, id }) });
const protocol = (version: string) => ({ settings: { "inter.broker.protocol.version": version } });
const NEW = "kafka:3.9.2";

test.each([
  [
    "an older version",
    { image: NEW },
    { image: "kafka:3.8.1" },
    "3.8.1 is older than the protocol that the brokers use, 3.9:",
  ],
  [
    "an older version, with its protocol",
    { image: NEW },
    { image: "kafka:3.8.1", ...protocol("3.8") },
    "3.8.1 is older",
  ],
  [
    "an older protocol",
    { image: NEW },
    { image: NEW, ...protocol("3.8") },
    "the protocol goes back from 3.9 to 3.8:",
  ],
  [
    "an older protocol, of an image that tells nothing",
    { image: "kafka:x", ...protocol("3.9") },
    { image: "kafka:x", ...protocol("3.8-IV0") },
    "goes back from 3.9 to 3.8",
  ],
])("%s is refused", (_, from, to, reason) => {
  const refusals = olderVersions([changed(from, to)]);
  expect(refusals).toMatchObject([{ rule: "downgrade", subject: "nowhere-1", canBeAllowed: true }]);
  expect(refusals[0]!.reason).toContain(reason);
});

test.each([
  [
    "an older version while the protocol is still its own",
    { image: NEW, ...protocol("3.8") },
    { image: "kafka:3.8.1" },
  ],
  ["a newer version that keeps the protocol", { image: "kafka:3.8.1" }, { image: NEW, ...protocol("3.8") }],
  ["a newer protocol", { image: NEW, ...protocol("3.8") }, { image: NEW }],
  ["the same in other words", { image: NEW }, { image: NEW, ...protocol("3.9-IV0") }],
  ["an image that tells nothing", { image: "kafka:x" }, { image: "kafka:3.8.1" }],
])("%s passes", (_, from, to) => {
  expect(olderVersions([changed(from, to)])).toEqual([]);
});

test("what a broker says counts where its image tells nothing", () => {
  const protocols = new Map([[1, "3.9-IV0"]]);
  expect(olderVersions([changed({ image: "kafka:x" }, { image: "kafka:3.8.1" })], protocols)).toHaveLength(1);
});

const between = (name: string, tls: string) => ({
  settings: {
    "inter.broker.listener.name": name,
    "listener.security.protocol.map": `EXTERNAL:${tls},INTERNAL:${tls},BROKERS:SSL`,
  },
});

test("brokers that could not connect to those that have not changed are refused, with both listeners", () => {
  const [plain, secured] = [between("INTERNAL", "PLAINTEXT"), between("BROKERS", "SASL_SSL")];
  const both = [1, 2].map((id) => changed(plain, secured, id));
  expect(strangers(both)).toMatchObject([{ rule: "broker-listener", subject: "nowhere-1, nowhere-2" }]);
  expect(strangers(both)[0]!.reason).toContain("at BROKERS (SSL) in place of INTERNAL (PLAINTEXT):");
  const encrypted = [1, 2].map((id) => changed(plain, between("INTERNAL", "SSL"), id));
  expect(strangers(encrypted)).toHaveLength(1);
});

test("another listener of clients, and a broker alone, pass", () => {
  const clients = between("BROKERS", "SSL");
  const same = [1, 2].map((id) => changed(clients, between("BROKERS", "PLAINTEXT"), id));
  expect(strangers(same)).toEqual([]);
  expect(strangers([changed(between("INTERNAL", "PLAINTEXT"), clients)])).toEqual([]);
  expect(strangers([1, 2].map((id) => changed({}, { heap: 500 }, id)))).toEqual([]);
});
