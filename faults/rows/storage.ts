import { existsSync, mkdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../checks/until";
import { docker, must, run } from "../../test/support/deployment";
import { inspect } from "../cluster";
import { start, stop, untilWell } from "../inject";
import { type Row } from "../row";
import { type Scene } from "../scene";

const DISK_MIB = 640;
const FULL_BROKER = 2;

/** Runs a script as root in a container that has volumes. */
function inVolumes(
  { cluster }: Scene,
  volumes: Readonly<Record<string, string>>,
  script: string,
): Promise<string> {
  const mounts = Object.entries(volumes).map(([volume, path]) => `--volume=${volume}:${path}`);
  const image = ["--entrypoint=bash", cluster.deployment.image ?? "apache/kafka:3.9.2"];
  const label = `--label=cdktf-kafka-docker.cluster=${cluster.name}`;
  return docker("run", "--rm", "--user=0:0", label, ...mounts, ...image, "-euc", script);
}

const keep = (scene: Scene, volume: string) =>
  inVolumes(
    scene,
    { [volume]: "/from", [`${scene.cluster.name}-kept`]: "/to" },
    `mkdir -p /to/${volume}; cp -a /from/. /to/${volume}/`,
  );
const restore = (scene: Scene, volume: string) =>
  inVolumes(
    scene,
    { [volume]: "/to", [`${scene.cluster.name}-kept`]: "/from" },
    `find /to -mindepth 1 -delete; cp -a /from/${volume}/. /to/`,
  );

/** Waits until a check says something, as a broker needs a moment to find out. */
async function checkSays(scene: Scene, what: string, text: string): Promise<void> {
  let said = "";
  await until(AbortSignal.timeout(40_000), async () => {
    said = (await scene.cluster.deployment.check("--timeout", "3")).output;
    if (!said.includes(text)) throw new Error(what);
  }).catch(() => undefined);
  scene.contains(what, text, said);
}

/** The disk of one broker, a file system in a file: a tmpfs would not do, as it is memory. */
const disk = {
  props: (folder: string) => ({ dataRetention: "retain", dataHostPath: join(folder, "data") }) as const,
  prepare: async (folder: string, name: string) => {
    const mount = join(folder, "data", `${name}-${FULL_BROKER}-data`);
    mkdirSync(mount, { recursive: true });
    await must("truncate", ["-s", `${DISK_MIB}M`, join(folder, "disk")]);
    await must("mkfs.ext4", ["-q", join(folder, "disk")]);
    await must("mount", ["-o", "loop", join(folder, "disk"), mount]);
    rmSync(join(mount, "lost+found"), { recursive: true });
  },
  cleanUp: async (folder: string) => {
    const data = join(folder, "data");
    if (!existsSync(data)) return;
    await run("bash", [
      "-c",
      'for one in "$0"/*; do mountpoint -q "$one" && umount "$one"; done; true',
      data,
    ]);
    rmSync(folder, { recursive: true, force: true });
  },
};

async function fill(scene: Scene): Promise<void> {
  const container = scene.broker(FULL_BROKER);
  const source = await inspect(
    container,
    '{{range .Mounts}}{{if eq .Destination "/var/lib/kafka/data"}}{{.Source}}{{end}}{{end}}',
  );
  const filling = join(source, ".filling");
  const { bavail, bsize } = statfsSync(source);
  await scene.during("disk full", async () => {
    // A rest, which the load fills.
    await must("fallocate", ["-l", String(bavail * bsize - 4 * 1024 * 1024), filling]);
    await until(AbortSignal.timeout(90_000), async () => {
      const log = await docker("logs", "--tail", "400", container);
      if (!/No space left on device/.test(log)) throw new Error(`${container} has noticed nothing`);
      if ((await inspect(container, "{{.RestartCount}}")) === "0")
        throw new Error(`${container} has not halted`);
    });
    scene.expect("the broker halts", "No space left on device", "No space left on device", true);
    const { acknowledged } = scene.load;
    await sleep(10_000);
    const more = scene.load.acknowledged - acknowledged;
    scene.expect("the others serve", "> 5,000 records in 10 s", `${more}`, more > 5000);
    rmSync(filling);
  });
}

export const STORAGE: readonly Row[] = [
  {
    number: 13,
    fault: "ZooKeeper's data lost, the brokers keep theirs",
    leaders: "all",
    healSeconds: 120,
    run: async (scene) => {
      const { brokers, zookeepers } = scene.cluster;
      const volumes = zookeepers.map((one) => `${one}-data`);
      await scene.during("data of ZooKeeper lost", async () => {
        await stop(...brokers);
        await stop(...zookeepers);
        for (const volume of volumes) await keep(scene, volume);
        for (const volume of volumes)
          await inVolumes(scene, { [volume]: "/data" }, "find /data -mindepth 1 -delete");
        await start(...zookeepers);
        await start(...brokers);
        await checkSays(
          scene,
          "the check names the cause",
          "the data of ZooKeeper are gone, but brokers have those",
        );
      });
      await scene.during("restored", async () => {
        await stop(...zookeepers);
        for (const volume of volumes) await restore(scene, volume);
        await start(...zookeepers);
        await Promise.all(brokers.map((one) => untilWell(one, 120)));
      });
      await docker("volume", "rm", `${scene.cluster.name}-kept`);
    },
  },
  {
    number: 14,
    fault: "a broker started with another's volume",
    leaders: "all",
    healSeconds: 120,
    run: async (scene) => {
      const { cluster } = scene;
      const [own, other] = [1, 2].map((id) => cluster.broker(id)) as [string, string];
      await scene.during("volume of another", async () => {
        await stop(own);
        await keep(scene, `${own}-data`);
        await inVolumes(
          scene,
          { [`${own}-data`]: "/to", [`${other}-data`]: "/from" },
          "cp -a /from/meta.properties /to/meta.properties",
        );
        await start(own);
        await checkSays(scene, "the check names the cause", "broker 1 has the data of broker 2");
      });
      await scene.during("restored", async () => {
        await stop(own);
        await restore(scene, `${own}-data`);
        await start(own);
        await untilWell(own);
      });
      await docker("volume", "rm", `${cluster.name}-kept`);
    },
  },
  {
    number: 15,
    fault: "the disk of a broker is full",
    leaders: "all",
    healSeconds: 60,
    cluster: disk,
    run: fill,
  },
];
