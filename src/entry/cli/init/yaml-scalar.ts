// A name of the database's as one word of a YAML file.

/** As it is where that is a text to YAML, and else as JSON writes it, whose strings YAML reads alike. */
export function yamlScalar(text: string): string {
  const isPlain =
    /^[A-Za-z_][A-Za-z0-9_ -]*(?:\.[A-Za-z0-9_ -]*)?$/.test(text) && !/\s$/.test(text) && text.length < 500;
  return isPlain && !/^(?:null|true|false|yes|no|on|off|y|n)$/i.test(text) ? text : JSON.stringify(text);
}
