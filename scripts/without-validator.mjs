// In place of the SDK's own parts for Node, of which the bundle takes the process alone: its validator of JSON Schema is for servers that
// ask their clients questions, and would be a third of what the start has to read.

export { default as process } from "node:process";

export class DefaultJsonSchemaValidator {
  getValidator() {
    throw new Error("this program validates nothing by JSON Schema");
  }
}
