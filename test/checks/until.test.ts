import { until } from "../../checks/until";

test("tries again until it succeeds", async () => {
  let tries = 0;
  const attempt = () => (++tries < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve("done"));
  await expect(until(AbortSignal.timeout(5000), attempt, undefined, 1)).resolves.toBe("done");
  expect(tries).toBe(3);
});

test("fails with the last error when the time is over", async () => {
  let tries = 0;
  const attempt = () => Promise.reject(new Error(`try ${++tries}`));
  await expect(until(AbortSignal.timeout(60), attempt, undefined, 10)).rejects.toThrow(/^try \d+$/);
  expect(tries).toBeGreaterThan(1);
});

test("fails at once with what is not worth another try", async () => {
  let tries = 0;
  const attempt = () => Promise.reject(new Error(`try ${++tries}`));
  await expect(until(AbortSignal.timeout(5000), attempt, () => false)).rejects.toThrow("try 1");
});
