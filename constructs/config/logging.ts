import { type Properties } from "./properties";

/** Logging of a broker or a ZooKeeper server: to standard output alone, where Docker bounds and keeps it. */
export const LOGGING: Properties = {
  "log4j.rootLogger": "INFO, stdout",
  "log4j.appender.stdout": "org.apache.log4j.ConsoleAppender",
  "log4j.appender.stdout.layout": "org.apache.log4j.PatternLayout",
  "log4j.appender.stdout.layout.ConversionPattern": "[%d] %p %m (%c)%n",
  "log4j.logger.kafka.request.logger": "WARN",
  "log4j.logger.kafka.network.RequestChannel$": "WARN",
};
