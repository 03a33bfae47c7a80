// Calls that wait for people, as clients follow them: the tasks of MCP.
// Begin with tasks/task.ts.

export { acknowledgeTask, cancelTask, listTasks, refuseUnannounced } from "./tasks/change-tasks.ts";
export { KEPT_MILLISECONDS, KeptOutcomes } from "./tasks/kept-outcomes.ts";
export type { Task } from "./tasks/task.ts";
export { type TaskQuestion, taskOfRequest, viewTask } from "./tasks/view-task.ts";
