import { type ISocketFactory } from "kafkajs";
import defaultSocketFactory from "kafkajs/src/network/socketFactory";
import { type Check, type CheckContext, CheckFailure } from "./check";
import { connectionTo } from "./connection";
import { KafkaClient } from "./kafka-client";

const MESSAGES = 10;
const PRODUCE = 0;

/** An idempotent producer that loses the answer to a request sends it again, and the brokers write it once. */
export const idempotence: Check = {
  name: "idempotence",
  title: "an idempotent producer that loses an answer, and so sends again, writes no duplicate",
  timeoutSeconds: 30,
  needs: ["round-trip"],
  async run(context) {
    const { lost, sent, written } = await sendWithLoss(context, true);
    const expected = `${sent} messages written once, although ${lost} answer was lost`;
    if (written !== sent) {
      throw new CheckFailure({
        expected,
        actual: `${written} written`,
        cause: "the brokers do not recognise a batch that they have written already",
        remedy: "see the brokers' logs for producer ids and sequence numbers",
      });
    }
    return expected;
  },
};

/**
 * Sends messages, and has the connection lose the answer to one request after the brokers have carried it out.
 *
 * @param context - What the check was given.
 * @param idempotent - Whether the producer writes no duplicates.
 * @returns How many answers were lost, messages sent and records written.
 */
export async function sendWithLoss(
  { manifest, own, signal }: Pick<CheckContext, "manifest" | "own" | "signal">,
  idempotent: boolean,
): Promise<{ readonly lost: number; readonly sent: number; readonly written: number }> {
  await own.ready(signal);
  const loss = new LostAnswer();
  const client = new KafkaClient(connectionTo(manifest), { socketFactory: loss.socketFactory });
  try {
    const before = await own.stored(signal);
    const producer = await client.producer({ idempotent });
    const send = (count: number) =>
      producer.send({
        topic: own.name,
        acks: -1,
        messages: Array.from({ length: count }, (_, index) => ({
          partition: 0,
          value: `idempotence ${index}`,
        })),
      });
    await send(1);
    loss.arm();
    await send(MESSAGES - 1);
    return { lost: loss.count, sent: MESSAGES, written: (await own.stored(signal)) - before };
  } finally {
    await client.close();
  }
}

/** Ends a connection when the answer to a produce request has come, before the library sees it. */
class LostAnswer {
  public count = 0;
  private armed = false;

  public readonly socketFactory: ISocketFactory = (options) => {
    const socket = defaultSocketFactory()(options);
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = (data: Uint8Array, ...rest: unknown[]) => {
      // A request: 4 bytes of length, then 2 of its kind. One at a time is in flight, so the next bytes answer it.
      if (this.armed && Buffer.from(data).readInt16BE(4) === PRODUCE) {
        this.armed = false;
        socket.removeAllListeners("data");
        socket.once("data", () => {
          this.count++;
          socket.destroy(new Error("this answer was lost on purpose"));
        });
      }
      return write(data, ...rest);
    };
    return socket;
  };

  /** The answer to the next produce request gets lost. */
  public arm(): void {
    this.armed = true;
  }
}
