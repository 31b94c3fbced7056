import { pathToFileURL } from "node:url";
import { logLevel } from "kafkajs";

// What a user's program does with the module that `kafka-docker client-config` prints:
// FILE write TOPIC TEXT, FILE read TOPIC GROUP TEXT, or FILE stream TOPIC, which writes until its input ends.
const [file, action, topic, ...rest] = process.argv.slice(2);
const { kafka } = await import(pathToFileURL(file));
kafka.logger().setLogLevel(logLevel.NOTHING);
const retry = { retries: 2 };

async function write(text) {
  const producer = kafka.producer({ retry });
  await producer.connect();
  await producer.send({ topic, messages: [{ value: text }] });
  await producer.disconnect();
}

async function read(groupId, text) {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50, retry });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const eachMessage = ({ message }) => {
      console.log(String(message.value));
      if (String(message.value) === text) resolve();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
}

async function stream() {
  let ended = false;
  process.stdin.resume().once("end", () => (ended = true));
  // Without a second try: a connection that is lost ends the program.
  const producer = kafka.producer({ retry: { retries: 0 } });
  await producer.connect();
  for (let sent = 1; !ended; sent++) {
    await producer.send({ topic, messages: [{ value: `${sent}` }] });
    console.log(sent);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await producer.disconnect();
}

try {
  await { write, read, stream }[action](...rest);
} catch (error) {
  console.error(`${error.name} ${error.type ?? ""} ${error.message}`);
  process.exit(1);
}
