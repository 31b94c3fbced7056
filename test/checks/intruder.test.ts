import { withoutIntruders } from "../../checks/intruder";

test("what brokers log of clients that they turned away is left out, nothing else", () => {
  const lines = [
    "INFO [SocketServer listenerType=ZK_BROKER, nodeId=1] Failed authentication with /172.18.0.1 (channelId=1) (SSL handshake failed)",
    "INFO Failed authentication with /172.18.0.1 (Unexpected Kafka request of type METADATA during SASL handshake.)",
    "ERROR java.io.IOException: No space left on device",
  ];
  expect(withoutIntruders(lines)).toEqual(lines.slice(2));
});
