// The end of a transaction that changed something.

import pg from "pg";

/** False when the connection was lost: nobody knows. A refusal of the server's is thrown: it rolled back. */
export async function commits(client: pg.ClientBase): Promise<boolean> {
  try {
    const { command } = await client.query("COMMIT");
    if (command !== "COMMIT") throw new Error("the transaction was rolled back at its end"); // of an aborted one
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code !== undefined && !/^(57P|08)/.test(error.code)) throw error;
    if (error instanceof Error && error.message.startsWith("the transaction was")) throw error;
    return false;
  }
}
