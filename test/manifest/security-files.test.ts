import { homedir } from "node:os";
import { join } from "node:path";
import { securityFiles, securityFolder } from "../../manifest/security-files";

const security = {
  folder: "~/secrets",
  protocols: ["TLSv1.3"],
  clientAuthentication: "scram-sha-512" as const,
  authorization: true,
};

test("the folder is what was given, else the manifest's, else one in the home directory", () => {
  expect(securityFolder({ name: "kafka" })).toBe(join(homedir(), ".kafka-docker", "kafka"));
  expect(securityFolder({ name: "kafka", security })).toBe(join(homedir(), "secrets"));
  expect(securityFolder({ name: "kafka", security: { ...security, folder: "/etc/kafka" } })).toBe(
    "/etc/kafka",
  );
  expect(securityFolder({ name: "kafka", security }, "here")).toBe(join(process.cwd(), "here"));
});

test("CONTRACT: where each file is", () => {
  const files = securityFiles("/x");
  expect(files).toMatchObject({ caKey: "/x/ca.key", caCertificate: "/x/ca.crt", users: "/x/users" });
  expect(files.server("kafka-1")).toEqual({
    folder: "/x/servers/kafka-1",
    keystore: "/x/servers/kafka-1/keystore.pem",
    truststore: "/x/servers/kafka-1/truststore.pem",
    jaas: "/x/servers/kafka-1/jaas.conf",
  });
  expect(files.user("admin")).toEqual({
    folder: "/x/users/admin",
    key: "/x/users/admin/admin.key",
    certificate: "/x/users/admin/admin.crt",
    password: "/x/users/admin/password",
    login: "/x/users/admin/password.login",
  });
});
