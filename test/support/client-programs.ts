import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { usedImage, type Ended, must, run } from "./deployment";
import { type SecuredCluster } from "./secured-cluster";

const CLIENTS = join(__dirname, "kafkajs-client.mjs");
const CONFLUENT = join(__dirname, "..", "..", "examples", "clients", "confluent.py");
const TIMEOUT = 60_000;

/** A program that uses what `kafka-docker client-config` prints for one user. */
export interface ClientProgram {
  /** Sends one record, of one word. */
  write(topic: string, text: string): Promise<Ended>;
  /** Prints values of a topic, from its beginning on, as a group of the user's own; at least until a value. */
  read(topic: string, until: string): Promise<Ended>;
}

/** Prints the configuration of a user, and gives the program that uses it. */
export type ClientKind = (cluster: SecuredCluster, user: string) => Promise<ClientProgram>;

/** Writes what was printed to a file that nobody else may read, as it may have a password. */
export function keep(cluster: SecuredCluster, name: string, text: string): string {
  const file = join(cluster.folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** The module that is printed for kafkajs, in a folder from which Node.js finds the library. */
export const kafkajs: ClientKind = async (cluster, user) => {
  const file = keep(cluster, `${user}.mjs`, await cluster.clientConfig(user, "kafkajs"));
  return kafkajsProgram(file, `${user}-kafkajs`);
};

/** A program that uses a module that was printed before. */
export function kafkajsProgram(file: string, group: string): ClientProgram {
  const node = (...args: string[]) => run("node", [CLIENTS, file, ...args], { timeout: TIMEOUT });
  return {
    write: (topic, text) => node("write", topic, text),
    read: (topic, until) => node("read", topic, group, until),
  };
}

/** Arguments of a program that writes until its input ends. */
export function kafkajsStream(file: string, topic: string): string[] {
  return [CLIENTS, file, "stream", topic];
}

/** Kafka's own tools, in a container on the cluster's network that has the printed paths and nothing else. */
export const java: ClientKind = async (cluster, user) => {
  const listener = user === "shop" ? "CERTIFICATES" : "INTERNAL";
  const text = await cluster.clientConfig(user, "java", "--listener", listener);
  const file = keep(cluster, `${user}.properties`, text);
  const servers = /^bootstrap\.servers=(.*)$/m.exec(text)![1]!;
  const mounted = [file, join(cluster.secrets, "ca.crt"), join(cluster.secrets, "users", user)];
  const container = [
    ...["run", "--rm", "--network", cluster.name, "--label", `cdktf-kafka-docker.cluster=${cluster.name}`],
    // Files of secrets belong to whoever runs this.
    ...["--user", String(process.getuid!()), "--read-only", "--tmpfs", "/tmp", "--env", "LOG_DIR=/tmp"],
    ...mounted.flatMap((path) => ["--volume", `${path}:${path}:ro`]),
    ...["--entrypoint", "bash", usedImage(), "-c"],
  ];
  const tool = (script: string) =>
    run("docker", [...container, `cd /opt/kafka/bin; ${script}`], { timeout: TIMEOUT });
  const of = (topic: string) => `--bootstrap-server ${servers} --topic ${topic}`;
  const consumer = `--consumer.config ${file} --group ${user}-java --from-beginning`;
  return {
    write: (topic, text) =>
      tool(`echo ${text} | ./kafka-console-producer.sh ${of(topic)} --producer.config ${file}`),
    read: (topic, until) =>
      tool(`grep -m 1 -x ${until} < <(./kafka-console-consumer.sh ${of(topic)} ${consumer})`),
  };
};

/** kcat, with a file that has the password, as it cannot read it from another. */
export const kcat: ClientKind = async (cluster, user) => {
  const file = keep(
    cluster,
    `${user}-kcat.conf`,
    await cluster.clientConfig(user, "librdkafka", "--show-secrets"),
  );
  const shell = (script: string) => run("bash", ["-o", "pipefail", "-c", script], { timeout: TIMEOUT });
  const group = `-X auto.offset.reset=earliest -G ${user}-kcat -e -q`;
  return {
    write: (topic, text) => shell(`echo ${text} | kcat -F ${file} -P -t ${topic}`),
    read: (topic) => shell(`kcat -F ${file} ${group} ${topic}`),
  };
};

/** The program that the page shows, which reads the password from its file. */
export const python: ClientKind = async (cluster, user) => {
  const file = keep(cluster, `${user}-python.conf`, await cluster.clientConfig(user, "librdkafka"));
  const find = 'import { pythonWithClient } from "./tools/python.mjs"; console.log(pythonWithClient())';
  const interpreter = (await must("node", ["--input-type=module", "--eval", find])).trim();
  const password = user === "shop" ? "" : join(cluster.secrets, "users", user, "password");
  const program = `${interpreter} ${CONFLUENT} ${file}`;
  const shell = (script: string) => run("bash", ["-o", "pipefail", "-c", script], { timeout: TIMEOUT });
  return {
    write: (topic, text) => shell(`echo ${text} | ${program} write ${topic} ${password}`),
    read: (topic) => shell(`${program} read ${topic} ${password}`),
  };
};
