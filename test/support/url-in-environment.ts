// A connection URL as a project's configuration names it: by a variable of its own. A server goes on looking at what its configuration
// says, so that of two shops with one variable the first would lose its database to the second.

let made = 0;

/** The reference to write into gatehouse.yaml. */
export function urlInEnvironment(url: string): string {
  const name = `TEST_DATABASE_URL_${++made}`;
  process.env[name] = url;
  return `\${${name}}`;
}
