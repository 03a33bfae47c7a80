// A process that carries out one write and is killed (SIGKILL) at a given point of it.
// Plain Node on the built program: node write-and-die.mjs CONFIG POINT (run SQL | request ID)
// A point is a step and `before` or `after`: claim, change, commit-record, commit, outcome. `after change-sent` and `after commit-sent` send it
// and wait for nothing. The change on PostgreSQL is the round trip that also asks for what recovery will ask about.

import pg from "pg";
import { Pipeline } from "../../dist/adapters/postgres/writing/transaction/pipeline.js";
import { WriterProcess } from "../../dist/adapters/sqlite/writing/writer-process.js";
import { authenticateConfigured } from "../../dist/entry/wiring/authenticate.js";
import { openGatehouse } from "../../dist/entry/wiring/open-gatehouse.js";
import { readProject } from "../../dist/entry/wiring/project.js";
import { runQuery } from "../../dist/gate/reading/run-query.js";
import { requestApproval } from "../../dist/gate/writing/request-approval.js";

const [config, point, verb, argument] = process.argv.slice(2);
const die = () => process.kill(process.pid, "SIGKILL");
const at = (name) => {
  if (name === point) die();
};

const project = await readProject(config);
const { gatehouse } = await openGatehouse(project, () => undefined);

/** Steps of a request's life, by the state that they lead to. */
const STEPS = { executing: "claim", committing: "commit-record", executed: "outcome" };
const { approvals } = gatehouse;
/** The COMMIT that is meant is the write's own: reading the catalogue commits as well. */
let committing = false;
const file = approvals.file.bind(approvals);
approvals.file = async (filed, entry, options) => {
  // what needs nobody is claimed in one transaction with the step that follows
  const steps = [STEPS[options?.progress?.state], STEPS[options?.step?.next.state]];
  for (const step of steps) at(`before ${step}`);
  const filing = await file(filed, entry, options);
  committing = steps.includes("commit-record");
  for (const step of steps) at(`after ${step}`);
  return filing;
};
const move = approvals.move.bind(approvals);
approvals.move = async (seen, step, call) => {
  const name = STEPS[step.next.state];
  at(`before ${name}`);
  const moved = await move(seen, step, call);
  committing = name === "commit-record";
  at(`after ${name}`);
  return moved;
};
/** Once its bytes have left, and no longer. */
const dieWhenSent = (client) => {
  client.connection.stream.write("", die);
  return new Promise(() => undefined);
};
const changes = new WeakSet();
const { ask: askPipeline, send } = Pipeline.prototype;
Pipeline.prototype.ask = function patched(text, values) {
  if (text.includes("pg_current_xact_id()::text, (SELECT timeline_id")) changes.add(this);
  return askPipeline.call(this, text, values);
};
Pipeline.prototype.send = function patched(client, prepared) {
  if (!changes.has(this)) return send.call(this, client, prepared);
  at("before change");
  const sent = send.call(this, client, prepared);
  if (point === "after change-sent") return dieWhenSent(client);
  return sent.then((result) => {
    at("after change");
    return result;
  });
};
const query = pg.Client.prototype.query;
pg.Client.prototype.query = function patched(...args) {
  if (!committing || args[0] !== "COMMIT") return query.apply(this, args);
  at("before commit");
  const sent = query.apply(this, args);
  if (point === "after commit-sent") return dieWhenSent(this);
  return sent.then((result) => {
    at("after commit");
    return result;
  });
};

const ask = WriterProcess.prototype.ask;
WriterProcess.prototype.ask = function patched(step, ...more) {
  if (step.kind !== "commit") return ask.call(this, step, ...more);
  at("before commit");
  const sent = ask.call(this, step, ...more);
  if (point === "after commit-sent") {
    setImmediate(die);
    return new Promise(() => undefined);
  }
  return sent.then((result) => {
    at("after commit");
    return result;
  });
};

const context = {
  caller: authenticateConfigured({ principal: "claude", role: null, session: "dying" }, gatehouse.policy()),
  gatehouse,
  cancellation: new AbortController().signal,
};
const answer =
  verb === "run"
    ? await runQuery({ database: null, sql: argument, parameters: [], reason: null, waitSeconds: 0 }, context)
    : await requestApproval(
        { database: null, sql: null, parameters: [], reason: null, request: argument, waitSeconds: 0 },
        context,
      );
process.stdout.write(JSON.stringify(answer.kind === "refused" ? answer.refusal : answer.result));
process.exit(0);
