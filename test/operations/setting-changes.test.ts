import { settingChanges } from "../../operations/setting-changes";
import { resourceChange } from "../support/some-plan";

const ADDRESS = "terraform_data.nowhere-settings-applied";
const change = (from: object | null, to: object) => [
  resourceChange(
    ADDRESS,
    from === null ? ["create"] : ["delete", "create"],
    from && { triggers_replace: from },
    { triggers_replace: to },
  ),
];

test("settings that change in running brokers are told, with those that are new and those that are gone", () => {
  const from = { containers: "a b", "log.retention.ms": "1", "num.io.threads of broker 2": "8", same: "x" };
  const to = { containers: "c d", "log.retention.ms": "2", "message.max.bytes": "7", same: "x" };
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
