// The floor: an MCP server on the same SDK and the same driver that governs nothing, one tool, one round trip.
// Usage: node minimal-server.js DATABASE_URL

import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import pg from "pg";
import { z } from "zod";

const pool = new pg.Pool({ connectionString: process.argv[2], max: 8 });

function createServer(): McpServer {
  const server = new McpServer({ name: "minimal", version: "1.0.0" });
  server.registerTool(
    "query",
    { description: "Runs a SQL statement.", inputSchema: z.strictObject({ sql: z.string() }) },
    async ({ sql }) => {
      const result = await pool.query({ text: sql, rowMode: "array" });
      return {
        content: [
          { type: "text", text: JSON.stringify({ columns: result.fields.map(({ name }) => name), rows: result.rows }) },
        ],
      };
    },
  );
  return server;
}

serveStdio(createServer);
