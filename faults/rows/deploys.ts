import { createServer } from "node:net";
import { once } from "node:events";
import { docker } from "../../test/support/deployment";
import { inspect } from "../cluster";
import { stop } from "../inject";
import { type Row } from "../row";
import { type Scene } from "../scene";

const VICTIM = 2;

/** Ids and starts of the brokers that a deploy must leave alone. */
async function bystanders({ cluster }: Scene): Promise<string> {
  const others = cluster.brokers.filter((one) => one !== cluster.broker(VICTIM));
  const all = [...others, ...cluster.zookeepers];
  return (await Promise.all(all.map((one) => inspect(one, "{{.Id}} {{.State.StartedAt}}")))).join(" ");
}

/** Does something to one broker, with a deploy in it, and sees that no other server was touched. */
async function alone(scene: Scene, text: string, work: (container: string) => Promise<void>): Promise<void> {
  const before = await bystanders(scene);
  await scene.during(text, () => work(scene.broker(VICTIM)));
  const untouched = (await bystanders(scene)) === before;
  scene.same("other servers", "untouched", untouched ? "untouched" : "restarted");
}

/** Does something by hand to one broker, sees that the plan is of that broker alone, and has a deploy mend it. */
async function drift(
  scene: Scene,
  what: string,
  planned: string,
  harm: (container: string) => Promise<unknown>,
): Promise<void> {
  const { cluster } = scene;
  await alone(scene, `${what}, deploy`, async (container) => {
    await harm(container);
    const changes = await cluster.deployment.changes();
    const expected = { [`docker_container.${container}`]: planned };
    scene.same(`the plan after ${what}`, JSON.stringify(expected), JSON.stringify(changes));
    await cluster.apply();
  });
}

export const DEPLOYS: readonly Row[] = [
  {
    number: 19,
    fault: "drift: a broker removed, a broker stopped, each mended by a deploy",
    leaders: "all",
    healSeconds: 60,
    run: async (scene) => {
      await drift(scene, "docker rm -f", "create", (container) => docker("rm", "-f", container));
      await scene.healed(60);
      await drift(scene, "docker stop", "delete create", stop);
    },
  },
  {
    number: 20,
    fault: "a broker's host port is taken",
    leaders: "all",
    healSeconds: 60,
    run: async (scene) => {
      const { cluster } = scene;
      const port = cluster.firstPort + VICTIM - 1;
      await alone(scene, "port taken, deploy", async (container) => {
        await docker("rm", "-f", container);
        const other = createServer().listen(port, "127.0.0.1");
        await once(other, "listening");
        const { code, output } = await cluster.deployment.apply().finally(() => other.close());
        scene.same("exit code of the deploy", "1", String(code));
        scene.contains("it names the port", `${port}`, output);
        scene.contains("it names the cause", "already in use", output);
      });
      await alone(scene, "port free, deploy", () => cluster.apply());
    },
  },
  {
    number: 21,
    fault: "a broker that cannot start with a new setting",
    leaders: "all",
    healSeconds: 60,
    run: async (scene) => {
      const { cluster } = scene;
      await alone(scene, "bad setting, deploy", async () => {
        cluster.declare({ brokerConfig: { [VICTIM]: { "log.retention.bytes": "much" } } });
        const { code, output } = await cluster.deployment.apply();
        scene.same("exit code of the deploy", "1", String(code));
        scene.contains("it has the broker's own words", "Invalid value much for configuration", output);
      });
      await alone(scene, "good setting, deploy", async () => {
        cluster.declare({ brokerConfig: {} });
        await cluster.apply();
      });
    },
  },
];
