import { type Kafka } from "kafkajs";
import Decoder from "kafkajs/src/protocol/decoder";
import Encoder from "kafkajs/src/protocol/encoder";
import { withController } from "./kafka-connection";

/** A request that kafkajs lacks, in its own form (https://kafka.apache.org/protocol). */
export interface KafkaRequest<T> {
  readonly apiName: string;
  readonly apiKey: number;
  readonly apiVersion: number;
  /** Whether this version has tagged fields (KIP-482). */
  readonly flexible: boolean;
  /** Writes the body. */
  encode(encoder: Encoder): Encoder;
  /** Reads the body. */
  decode(decoder: Decoder): T;
}

/** Kafka has refused a request, or a part of it. */
export class KafkaRefusal extends Error {
  /**
   * @param request - Name of the request.
   * @param code - Kafka's error code (https://kafka.apache.org/protocol#protocol_error_codes).
   * @param message - What Kafka says, if it says anything.
   */
  public constructor(
    request: string,
    public readonly code: number,
    message: string | null,
  ) {
    super(`Kafka refused ${request}: ${message ?? "no reason given"} (error code ${code})`);
    this.name = "KafkaRefusal";
  }
}

/** Error codes that the next try would meet again. */
const FINAL: readonly number[] = [
  29, // TOPIC_AUTHORIZATION_FAILED
  31, // CLUSTER_AUTHORIZATION_FAILED
  33, // UNSUPPORTED_SASL_MECHANISM
  35, // UNSUPPORTED_VERSION
  42, // INVALID_REQUEST
  54, // SECURITY_DISABLED
  93, // UNACCEPTABLE_CREDENTIAL
];

/**
 * Whether the next try may go better.
 *
 * @param error - What was thrown.
 * @returns False for refusals that stay so.
 */
export function isWorthAnotherTry(error: unknown): boolean {
  const { code } = error as { code?: number };
  return code === undefined || !FINAL.includes(code);
}

/**
 * Sends a request to the controller.
 *
 * @param kafka - A client.
 * @param request - The request.
 * @returns The answer.
 * @throws Error - of the connection.
 */
export function askController<T>(kafka: Kafka, request: KafkaRequest<T>): Promise<T> {
  const { apiKey, apiName, apiVersion, flexible } = request;
  const encode = () => {
    const encoder = new Encoder();
    // The end of the request's header, which the library does not write, and the end of its body.
    if (flexible) encoder.writeUVarInt(0);
    request.encode(encoder);
    if (flexible) encoder.writeUVarInt(0);
    return Promise.resolve(encoder);
  };
  const decode = (raw: Buffer) => {
    const decoder = new Decoder(raw);
    if (flexible) decoder.readTaggedFields();
    return Promise.resolve(request.decode(decoder));
  };
  const parse = (data: T) => Promise.resolve(data);
  return withController(
    kafka,
    (broker) =>
      broker.connectionPool.send({
        request: { apiKey, apiVersion, apiName, encode },
        response: { decode, parse },
      }) as Promise<T>,
  );
}
