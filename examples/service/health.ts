// What Docker's health check runs: the service answers, and says that it is well.
fetch("http://127.0.0.1:8080/health").then(
  ({ ok }) => process.exit(ok ? 0 : 1),
  () => process.exit(1),
);
