import { type Kafka } from "kafkajs";
import Encoder from "kafkajs/src/protocol/encoder";
import { askController, KafkaRefusal } from "./kafka-request";

/** Partitions by topic. */
export type Partitions = ReadonlyMap<string, ReadonlySet<number>>;

const TIMEOUT_MS = 30_000;

/**
 * Cancels moves of replicas (AlterPartitionReassignments without replicas, KIP-455): each partition goes back to the
 * replicas that it had. The library cannot write the request so.
 *
 * @param kafka - A client.
 * @param partitions - What is just being moved.
 * @throws KafkaRefusal - when Kafka refuses; a move that has ended meanwhile is no error.
 */
export async function cancelReassignments(kafka: Kafka, partitions: Partitions): Promise<void> {
  if (partitions.size === 0) return;
  const results = await askController(kafka, {
    apiName: "AlterPartitionReassignments",
    ...{ apiKey: 45, apiVersion: 0, flexible: true },
    encode: (encoder) =>
      encoder.writeInt32(TIMEOUT_MS).writeUVarIntArray(
        [...partitions].map(([topic, ids]) =>
          new Encoder()
            .writeUVarIntString(topic)
            .writeUVarIntArray([...ids].map(encodePartition))
            .writeUVarInt(0),
        ),
      ),
    decode: (decoder) => {
      decoder.readInt32();
      const [code, message] = [decoder.readInt16(), decoder.readUVarIntString()];
      if (code !== 0) throw new KafkaRefusal("AlterPartitionReassignments", code, message);
      const topics = decoder.readUVarIntArray((topic) => {
        const name = topic.readUVarIntString();
        const answers = topic.readUVarIntArray((partition) => {
          const answer = {
            partition: partition.readInt32(),
            code: partition.readInt16(),
            message: partition.readUVarIntString(),
          };
          partition.readTaggedFields();
          return answer;
        });
        topic.readTaggedFields();
        return (answers ?? []).map((answer) => ({ ...answer, name }));
      });
      return (topics ?? []).flat();
    },
  });
  const refused = results.find(({ code }) => code !== 0 && code !== NO_REASSIGNMENT_IN_PROGRESS);
  if (refused === undefined) return;
  const what = `to cancel the move of ${refused.name}-${refused.partition}`;
  throw new KafkaRefusal(what, refused.code, refused.message);
}

const NO_REASSIGNMENT_IN_PROGRESS = 85;

/** No replicas at all: the move is cancelled. */
function encodePartition(partition: number): Encoder {
  return new Encoder().writeInt32(partition).writeUVarInt(0).writeUVarInt(0);
}
