import { addresses } from "./addresses";
import { brokerOutage } from "./broker-outage";
import { brokers } from "./brokers";
import { type Check } from "./check";
import { compression } from "./compression";
import { consumerGroup } from "./consumer-group";
import { containers } from "./containers";
import { defaults } from "./defaults";
import { grants } from "./grants";
import { idempotence } from "./idempotence";
import { internalTopics } from "./internal-topics";
import { latency } from "./latency";
import { messages } from "./messages";
import { partitions } from "./partitions";
import { restart } from "./restart";
import { roundTrip } from "./round-trip";
import { security } from "./security";
import { topic } from "./topic";
import { topics } from "./topics";
import { transactions } from "./transactions";
import { users } from "./users";
import { zookeeperOutage } from "./zookeeper-outage";
import { zookeeper } from "./zookeeper";

/** Every check, from the outside in: the order in which they are told. */
export const LADDER: readonly Check[] = [
  addresses,
  brokers,
  security,
  containers,
  zookeeper,
  defaults,
  partitions,
  topics,
  users,
  grants,
  topic,
  internalTopics,
  roundTrip,
  consumerGroup,
  transactions,
  compression,
  messages,
  idempotence,
  latency,
  brokerOutage,
  zookeeperOutage,
  restart,
];
