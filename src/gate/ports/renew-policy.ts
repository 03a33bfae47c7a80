// The port to the policies as their files have them.

/**
 * `glance`: looks whether the files are others than those in force, and takes them if so; what has problems is passed over, and the last
 * valid policies stay. `read`: reads each of them again, before people's decisions are counted; rejects with a Failure `policy-invalid`
 * where they have problems: nobody can tell whose keys count then.
 */
export type RenewPolicy = (how: "glance" | "read") => Promise<void>;
