import { type Check, type CheckContext, CheckFailure } from "./check";
import { Reader } from "./reader";
import { SentMessages } from "./sent-messages";
import { until } from "./until";

const PER_PARTITION = 5;

/** A group goes on where it has committed, and shares its partitions anew when a member joins or leaves. */
export const consumerGroup: Check = {
  name: "consumer-group",
  title: "a consumer group resumes at its committed offsets, and rebalances when a member joins or leaves",
  timeoutSeconds: 45,
  needs: ["round-trip"],
  concurrent: true,
  quick: true,
  async run(context) {
    const { client, own, signal } = context;
    const topic = own.aside;
    await own.ready(signal, topic);
    const group = own.group();
    const first = new SentMessages("consumer-group first");
    const second = new SentMessages("consumer-group second");
    await send(context, topic, first);
    const one = await Reader.open(client, topic, group, signal);
    let other: Reader | undefined;
    try {
      await first.comeBack(one, signal);
      await one.commit();
      other = await Reader.open(client, topic, group, signal);
      const shared = await shares(signal, [one, other], own.assignment.length);
      await one.close();
      await shares(signal, [other], own.assignment.length);
      await send(context, topic, second);
      await second.comeBack(other, signal);
      assertResumed(first, other);
      return `resumed at the committed offsets; partitions shared ${shared.join(" and ")}, then all by one`;
    } finally {
      await Promise.all([one.close(), other?.close()]);
    }
  },
};

async function send({ own }: CheckContext, topic: string, sent: SentMessages): Promise<void> {
  const producer = await own.producer();
  await Promise.all(
    own.assignment.map(({ partition }) => {
      const messages = Array.from({ length: PER_PARTITION }, (_, index) =>
        sent.mark({ partition, value: `message ${index}` }),
      );
      return producer.send({ topic, acks: -1, messages });
    }),
  );
}

/** Waits until members have all partitions between them, and each has its share; gives the shares. */
async function shares(
  signal: AbortSignal,
  members: readonly Reader[],
  partitions: number,
): Promise<number[]> {
  const least = Math.floor(partitions / members.length);
  const attempt = () => {
    const counts = members.map(({ assigned }) => assigned);
    const sum = counts.reduce((total, count) => total + count, 0);
    if (sum === partitions && Math.min(...counts) >= least) return Promise.resolve(counts);
    throw new CheckFailure({
      expected: `${partitions} partitions shared by ${members.length} members`,
      actual: `they have ${counts.join(" and ")}`,
      cause: "the group was not rebalanced in time",
      remedy: "see the log of the group's coordinator: kafka-consumer-groups.sh --describe --state names it",
    });
  };
  return until(signal, async () => attempt(), undefined, 20);
}

function assertResumed(before: SentMessages, reader: Reader): void {
  const again = before.found(reader.records).size;
  if (again === 0) return;
  throw new CheckFailure({
    expected: "messages after the committed offsets alone",
    actual: `${again} messages read again that were read and committed before`,
    cause: "committed offsets are not kept",
    remedy: "see the brokers' logs for __consumer_offsets",
  });
}
