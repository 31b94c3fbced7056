import { settingChanges } from "../../operations/setting-changes";
import { resourceChange } from "../support/some-plan";

const ADDRESS = "terraform_data.nowhere-settings";
const change = (from: object | null, to: object) => [
  resourceChange(ADDRESS, from === null ? ["create"] : ["update"], from && { input: from }, { input: to }),
];

test("settings that change in running brokers are told, with those that are new and those that are gone", () => {
  const from = { "log.retention.ms": "1", "num.io.threads of broker 2": "8", same: "x" };
  const to = { "log.retention.ms": "2", "message.max.bytes": "7", same: "x" };
  expect(settingChanges(change(from, to), "nowhere")).toEqual([
    { kind: "setting", name: "log.retention.ms", from: "1", to: "2" },
    { kind: "setting", name: "message.max.bytes", to: "7" },
    { kind: "setting", name: "num.io.threads of broker 2", from: "8" },
  ]);
});

test("a cluster that is new, and another one, change none", () => {
  expect(settingChanges(change(null, { a: "1" }), "nowhere")).toEqual([]);
  expect(settingChanges(change({ a: "1" }, { a: "2" }), "elsewhere")).toEqual([]);
  expect(settingChanges([], "nowhere")).toEqual([]);
});
