declare module "kafkajs/src/broker" {
  const broker: { readonly prototype: object };
  export default broker;
}
