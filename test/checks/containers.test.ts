import { isStarting, restartsAgainAndAgain } from "../../checks/containers";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000);

test.each([
  ["that was made a moment ago", { created: minutesAgo(1), health: "unhealthy" }, true],
  ["that was made long ago and starts", { created: minutesAgo(60), health: "starting" }, true],
  ["that was made long ago and fails", { created: minutesAgo(60), health: "unhealthy" }, false],
  ["that was made long ago and serves", { created: minutesAgo(60), health: "healthy" }, false],
  ["that starts over and over", { created: minutesAgo(60), health: "starting", restarts: 7 }, false],
])("a deploy waits for a container %s", (_, state, expected) => {
  expect(isStarting({ exists: true, ...state }, NOW)).toBe(expected);
});

test("a container that runs does not restart again and again, whatever it did last month", () => {
  expect(restartsAgainAndAgain({ exists: true, status: "running", restarts: 9 })).toBe(false);
  expect(restartsAgainAndAgain({ exists: true, status: "restarting", restarts: 9 })).toBe(true);
  expect(restartsAgainAndAgain({ exists: true, status: "restarting", restarts: 4 })).toBe(false);
});
