import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadEnvFile } from "node:process";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { KafkaCluster, type KafkaProfile } from "cdktf-kafka-docker";
import { NodeService } from "../service/node-service";

// Written by the set-up where it had to build the images.
if (existsSync(".env")) loadEnvFile(".env");
const app = new App();
const name = process.env["KAFKA_NAME"] || "recommendations";
const stack = new TerraformStack(app, name);
new LocalBackend(stack, { path: `../../../state/${name}.tfstate` });
new DockerProvider(stack, "docker", {});

const kafka = new KafkaCluster(stack, "kafka", {
  name,
  brokers: 3,
  firstPort: Number(process.env["KAFKA_FIRST_PORT"] || 23_092),
  image: process.env["KAFKA_IMAGE"] || undefined,
  profile: (process.env["KAFKA_PROFILE"] || "development") as KafkaProfile,
  security: { folder: process.env["KAFKA_SECRETS"] || undefined },
});

// What has the same key is in the same partition of each of them: who reads one has the state to it.
const PARTITIONS = 3;
const stream = { partitions: PARTITIONS, config: { "retention.ms": 24 * 60 * 60 * 1000 } };
const table = { partitions: PARTITIONS, config: { "cleanup.policy": "compact" } } as const;
const ratings = kafka.addTopic("ratings", stream);
const libraries = kafka.addTopic("libraries", table);
const pairs = kafka.addTopic("pairs", stream);
const neighbours = kafka.addTopic("neighbours", table);
const recommendations = kafka.addTopic("recommendations", table);
const shopNotes = kafka.addTopic("shop-notes", { ...table, partitions: 1 });
// A message as large as may be, and the reason.
const deadLetters = kafka.addTopic("dead-letters", {
  partitions: 1,
  config: { "max.message.bytes": 2_097_152 },
});

/** Reads a topic exactly once: its group, and the groups and transactions of its name and a point. */
const own = (service: string) => ({ groupPrefix: service });
const transactions = (service: string) => ({ transactionalIdPrefix: service });

const library = kafka.addUser("library");
ratings.grantRead(library, own("library"));
libraries.grantRead(library, own("library"));
for (const topic of [libraries, pairs, deadLetters])
  topic.grantTransactionalWrite(library, transactions("library"));

const neighbourhood = kafka.addUser("neighbours");
pairs.grantRead(neighbourhood, own("neighbours"));
neighbours.grantRead(neighbourhood, own("neighbours"));
for (const topic of [neighbours, deadLetters]) {
  topic.grantTransactionalWrite(neighbourhood, transactions("neighbours"));
}

const recommender = kafka.addUser("recommender");
libraries.grantRead(recommender, own("recommender"));
neighbours.grantRead(recommender, own("recommender"));
neighbours.grantWrite(recommender);
for (const topic of [libraries, recommendations, deadLetters]) {
  topic.grantTransactionalWrite(recommender, transactions("recommender"));
}

const shop = kafka.addUser("shop");
for (const topic of [libraries, recommendations, shopNotes]) {
  topic.grantRead(shop, own("shop."));
  topic.grantTransactionalWrite(shop, transactions("shop"));
}
ratings.grantTransactionalWrite(shop, transactions("shop"));

const service = {
  network: kafka.networkName,
  dependsOn: kafka.ready,
  env: {
    RATINGS: ratings.name,
    LIBRARIES: libraries.name,
    PAIRS: pairs.name,
    NEIGHBOURS: neighbours.name,
    RECOMMENDATIONS: recommendations.name,
    SHOP: shopNotes.name,
    DEAD_LETTERS: deadLetters.name,
    PARTITIONS: String(PARTITIONS),
  },
};
for (const user of [library, neighbourhood, recommender]) {
  new NodeService(stack, user.name, {
    ...service,
    name: `${name}-${user.name}`,
    entry: join(__dirname, `${user.name}.ts`),
    client: user.client,
  });
}
const port = Number(process.env["PAGE_PORT"] || 8082);
new NodeService(stack, "shop", {
  ...service,
  name: `${name}-shop`,
  entry: join(__dirname, "shop.ts"),
  files: [join(__dirname, "data")],
  client: shop.client,
  port,
});

new TerraformOutput(stack, "page", { value: `http://127.0.0.1:${port}`, staticId: true });
app.synth();
