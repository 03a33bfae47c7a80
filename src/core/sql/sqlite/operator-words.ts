// The words of an operator, as the grammar gives them: a sign, a keyword, or several keywords.

/** An operator's words, upper case. */
export function operatorWords(operator: unknown): readonly string[] {
  if (typeof operator === "string") return [operator];
  if (Array.isArray(operator)) return operator.flatMap(operatorWords);
  if (typeof operator === "object" && operator !== null && "name" in operator)
    return [String(operator.name).toUpperCase()];
  return ["?"];
}
