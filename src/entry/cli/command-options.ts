// Options that several commands have.

import { type Command, InvalidArgumentError } from "commander";

export function withConfig(command: Command): Command {
  return command.option("--config <file>", "the configuration", "gatehouse.yaml");
}

/** Who acts, for commands that the policies allow to some. */
export function withActor(command: Command): Command {
  return withConfig(command)
    .option("--as <identity>", "who you are in the policies; the name of your account if absent")
    .option("--role <role>", "the role to act in; the first that may if absent");
}

export function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("Write a whole number.");
  return value;
}
