import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { run, which } from "../run.mjs";

/** What Kafka 3.9 runs on: it needs 17 for its tools, and a part of Java that 24 has dropped. */
const OLDEST = 17;
const NEWEST = 23;

/** What jdeps finds in the jars. */
const USED = [
  "java.base",
  "java.desktop",
  "java.logging",
  "java.management",
  "java.naming",
  "java.rmi",
  "java.security.jgss",
  "java.security.sasl",
  "java.sql",
  "java.xml",
  "jdk.unsupported",
];

/** What no jar names: ciphers, Kerberos, JMX from outside, monitoring agents, and tools for a look inside. */
const PLUGGED_IN = [
  "java.instrument",
  "java.management.rmi",
  "java.net.http",
  "jdk.crypto.cryptoki",
  "jdk.crypto.ec",
  "jdk.httpserver",
  "jdk.jcmd",
  "jdk.jfr",
  "jdk.management",
  "jdk.management.agent",
  "jdk.management.jfr",
  "jdk.naming.dns",
  "jdk.naming.rmi",
  "jdk.net",
  "jdk.security.auth",
  "jdk.security.jgss",
  "jdk.zipfs",
];

/**
 * Finds a JDK that can make a runtime for Kafka.
 * @returns {Promise<string | undefined>} its directory
 */
export async function findJdk() {
  const onPath = which("jlink");
  const homes = [
    process.env.JAVA_HOME,
    onPath && dirname(dirname(realpathSync(onPath))),
    "/usr/lib/jvm/default-java",
  ];
  for (const home of homes.filter(Boolean)) {
    if (!existsSync(join(home, "jmods"))) continue;
    const { stdout } = await run(join(home, "bin", "jlink"), ["--version"]);
    const major = Number.parseInt(stdout, 10);
    if (major >= OLDEST && major <= NEWEST) return home;
  }
  return undefined;
}

/**
 * Makes a Java runtime that holds what Kafka and ZooKeeper use and nothing else.
 * @param {string} jdk the JDK's directory
 * @param {string} target the directory to make
 * @returns {Promise<void>}
 */
export async function linkJavaRuntime(jdk, target) {
  // Not --strip-debug, which needs binutils; the native libraries are stripped already.
  const slim = ["--strip-java-debug-attributes", "--no-header-files", "--no-man-pages", "--compress=2"];
  const link = ["--add-modules", [...USED, ...PLUGGED_IN].join(","), ...slim, "--output", target];
  await run(join(jdk, "bin", "jlink"), link, { check: true });
  // The archive of Java's own classes is not part of what jlink makes; without it every start is slower.
  await run(join(target, "bin", "java"), ["-Xshare:dump"], { check: true });
}
