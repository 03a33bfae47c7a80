// What of a project says where its state is, and by what it is kept.

import type { Project } from "./project.ts";

/** The folder holds the keys, whatever keeps the rest. Without a configuration it holds all of it. */
export type StatePlace = Pick<Project, "stateFolder"> & Partial<Pick<Project, "config">>;
