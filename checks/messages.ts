import { randomBytes } from "node:crypto";
import { type Message } from "kafkajs";
import { type Check, CheckFailure } from "./check";
import { MAX_MESSAGE_BYTES } from "./run-topic";
import { reason } from "./reason";
import { SentMessages } from "./sent-messages";

const MIB = 1024 * 1024;
const BATCH = 500;

/** Messages of every form, made anew for each run. */
function forms(): Message[] {
  return [
    { key: "key", value: "value" },
    { key: null, value: "no key" },
    { key: "", value: "an empty key" },
    { key: "an empty value", value: "" },
    { key: "no value: a tombstone", value: null },
    { key: "schlüssel-鍵-🔑", value: "größe-値-🚀" },
    { key: Buffer.from([0, 255, 128, 10]), value: Buffer.from([0, 1, 254, 255]) },
    { key: "headers", value: "with headers", headers: { text: "text", empty: "", two: ["one", "two"] } },
    { key: "binary header", value: "", headers: { trace: Buffer.from([0, 255, 0, 255]) } },
    { key: "one MiB", value: randomBytes(MIB) },
  ];
}

/** Messages of every form come back unchanged, and one that is too large is refused with the right error. */
export const messages: Check = {
  name: "messages",
  title: "a batch, keys, headers, empty ones and 1 MiB come back unchanged; one that is too large is refused",
  timeoutSeconds: 30,
  needs: ["round-trip"],
  async run({ own, signal }) {
    const { producer, reader } = await own.open(signal);
    const sent = new SentMessages("messages");
    const send = (all: readonly Message[], partition: number) =>
      producer.send({
        topic: own.name,
        acks: -1,
        messages: all.map((message) => sent.mark({ ...message, partition })),
      });
    const last = own.assignment.length - 1;
    const batch = Array.from({ length: BATCH }, (_, index) => ({ key: `batch ${index}`, value: `${index}` }));
    const [large, ...small] = forms().reverse();
    await Promise.all([send(batch, 0), send(small, last)]);
    await send([large!], 0);
    await Promise.all([
      sent.comeBack(reader, signal),
      refuses(() =>
        producer.send({ topic: own.name, acks: -1, messages: [{ partition: 0, value: tooLarge() }] }),
      ),
    ]);
    return `${sent.size} unchanged, up to 1 MiB; one of ${(tooLarge().length / MIB).toFixed(2)} MiB refused`;
  },
};

function tooLarge(): Buffer {
  return Buffer.alloc(MAX_MESSAGE_BYTES + 1024, 1);
}

async function refuses(send: () => Promise<unknown>): Promise<void> {
  const expected = `a message over max.message.bytes (${MAX_MESSAGE_BYTES}) refused with MESSAGE_TOO_LARGE`;
  try {
    await send();
  } catch (error) {
    const { cause, type } = error as { type?: string; cause?: { type?: string } };
    if ((type ?? cause?.type) === "MESSAGE_TOO_LARGE") return;
    throw new CheckFailure({ expected, actual: reason(error) });
  }
  throw new CheckFailure({
    expected,
    actual: "it was accepted",
    cause: "the brokers do not apply max.message.bytes of a topic",
    remedy: "see the brokers' logs: what is written may not be replicated, or read by clients",
  });
}
