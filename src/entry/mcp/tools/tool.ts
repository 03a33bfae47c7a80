// One tool of the MCP server: what it says of itself and what it does, in one object.

import type { ToolAnnotations } from "@modelcontextprotocol/server";
import type { z } from "zod";
import { refuse } from "../../../core/model/refusal.ts";
import { type Answer, type CallContext, recordCall, type ToolName } from "../../../gate/calls.ts";
import { isWellFormedText } from "../messages/is-well-formed-text.ts";
import { InputRelaxer } from "./relax-input.ts";
import { schemasOf } from "./tool-schemas.ts";

export interface Tool {
  readonly name: ToolName;
  readonly title: string;
  /** Written for a model: what it does, what comes back, what to do on a refusal. */
  readonly description: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly annotations: ToolAnnotations;
  /** What is otherwise for a role that may change nothing. */
  readonly annotationsOfReaders?: ToolAnnotations;
  /** Whether a call of it can wait for people, and be followed as a task. */
  readonly waits: boolean;
  /** `input` is attacker-controlled and unchecked: what does not fit is refused and recorded like any call. */
  call(input: unknown, context: CallContext): Promise<Answer<object>>;
}

/** A tool whose handler gets its checked input. */
export function defineTool<Input>(
  definition: Omit<Tool, "call" | "input"> & {
    input: z.ZodType<Input>;
    handle: (input: Input, context: CallContext) => Promise<Answer<object>>;
  },
): Tool {
  const { handle, ...tool } = definition;
  let relaxer: InputRelaxer | null = null;
  return {
    ...tool,
    call: async (input, context) => {
      if (!isWellFormedText(input)) {
        return recordCall(tool.name, context, async () =>
          refuse("invalid-text", "The arguments hold half of a surrogate pair, which is no character.", {
            rule: "input",
            remedy: "Send well-formed Unicode text.",
          }),
        );
      }
      relaxer ??= new InputRelaxer(schemasOf(tool).input);
      const parsed = tool.input.safeParse(relaxer.relax(input ?? {}));
      if (parsed.success) return handle(parsed.data, context);
      const [issue] = parsed.error.issues;
      const where =
        issue === undefined || issue.path.length === 0
          ? "The arguments"
          : `The argument \`${issue.path.map(String).join(".")}\``;
      const tooLarge = issue?.code === "custom";
      return recordCall(tool.name, context, async () =>
        refuse(tooLarge ? "parameter-too-large" : "invalid-input", `${where} cannot be used.`, {
          rule: "input",
          remedy: tooLarge
            ? "Send at most 4 MB of parameters."
            : `See the input schema of ${tool.name}: ${describe(issue?.message ?? "")}`,
        }),
      );
    },
  };
}

function describe(message: string): string {
  return `${message.replace(/[^\p{L}\p{N} ,:()"'_.<>=-]/gu, "").slice(0, 120)}.`;
}
