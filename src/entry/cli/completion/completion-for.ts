// Completion scripts. Each holds a table of what may follow which commands, and a function that finds out how far into the commands the line is:
// words that are no command of theirs (options, their values, arguments) are passed over.

import type { Command } from "commander";
import type { Shell } from "./shells.ts";

interface Place {
  /** The commands that lead there, each with a space before it; empty at the beginning. */
  readonly way: string;
  readonly commands: readonly Offered[];
  readonly options: readonly Offered[];
  /** What an argument may be, where it is one of a few. */
  readonly choices: readonly string[];
}

interface Offered {
  readonly word: string;
  readonly says: string;
}

export function completionFor(shell: Shell, root: Command): readonly string[] {
  return WRITERS[shell](placesOf(root, ""));
}

const WRITERS: Readonly<Record<Shell, (places: readonly Place[]) => readonly string[]>> = {
  bash: (places) => [
    "# Completion of gatehouse for bash; made by `gatehouse completion bash`.",
    "_gatehouse() {",
    '  local word="${COMP_WORDS[COMP_CWORD]}" way="" each',
    '  for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "$way $each" in',
    `      ${waysOf(places).map(quoted).join("|")}) way="$way $each" ;;`,
    "    esac",
    "  done",
    '  local words=""',
    '  case "$way" in',
    ...places.map((place) => `    ${quoted(place.way)}) words=${quoted(wordsOf(place).join(" "))} ;;`),
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    "}",
    "complete -o default -F _gatehouse gatehouse",
  ],
  zsh: (places) => [
    "#compdef gatehouse",
    "# Completion of gatehouse for zsh; made by `gatehouse completion zsh`.",
    "_gatehouse() {",
    '  local way="" each',
    "  local -a offered",
    '  for each in "${(@)words[2,CURRENT-1]}"; do',
    '    case "$way $each" in',
    `      ${waysOf(places).map(quoted).join("|")}) way="$way $each" ;;`,
    "    esac",
    "  done",
    '  case "$way" in',
    ...places.map((place) => `    ${quoted(place.way)}) offered=(${describedOf(place).map(quoted).join(" ")}) ;;`),
    "  esac",
    "  _describe gatehouse offered || _files",
    "}",
    "compdef _gatehouse gatehouse",
  ],
  fish: (places) => [
    "# Completion of gatehouse for fish; made by `gatehouse completion fish`.",
    "function __gatehouse_at",
    '  set -l way ""',
    "  for each in (commandline -opc)[2..-1]",
    '    switch "$way $each"',
    `      case ${waysOf(places).map(quoted).join(" ")}`,
    '        set way "$way $each"',
    "    end",
    "  end",
    '  test "$way" = "$argv[1]"',
    "end",
    ...places.flatMap(({ way, commands, options, choices }) => [
      ...commands.map(
        ({ word, says }) => `complete -c gatehouse -f -n ${at(way)} -a ${quoted(word)} -d ${quoted(says)}`,
      ),
      ...choices.map((word) => `complete -c gatehouse -f -n ${at(way)} -a ${quoted(word)}`),
      ...options.map(
        ({ word, says }) =>
          `complete -c gatehouse -n ${at(way)} -l ${quoted(word.replace(/^--/, ""))} -d ${quoted(says)}`,
      ),
    ]),
  ],
};

function placesOf(command: Command, way: string): readonly Place[] {
  const below = command.commands.map((each) => ({ each, way: `${way} ${each.name()}` }));
  const help = { word: "--help", says: "display help for command" };
  return [
    {
      way,
      commands: below.map(({ each }) => ({ word: each.name(), says: lineOf(each.description()) })),
      options: [
        ...command.options.flatMap(({ long, description }) =>
          long === undefined || long === null ? [] : [{ word: long, says: lineOf(description) }],
        ),
        help,
      ],
      choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    },
    ...below.flatMap((each) => placesOf(each.each, each.way)),
  ];
}

function waysOf(places: readonly Place[]): readonly string[] {
  return places.map(({ way }) => way).filter((way) => way !== "");
}

function wordsOf({ commands, options, choices }: Place): readonly string[] {
  return [...commands.map(({ word }) => word), ...choices, ...options.map(({ word }) => word)];
}

/** `word:what it is`, as zsh takes them. */
function describedOf({ commands, options, choices }: Place): readonly string[] {
  const offered = [...commands, ...choices.map((word) => ({ word, says: "" })), ...options];
  return offered.map(({ word, says }) => `${word.replaceAll(":", "\\:")}${says === "" ? "" : `:${says}`}`);
}

/** The first sentence: a list has a line for each. */
function lineOf(text: string): string {
  return (/^.*?[.;:](?=\s|$)/.exec(text)?.[0] ?? text).replace(/[.;:]$/, "");
}

function at(way: string): string {
  return quoted(`__gatehouse_at '${way}'`);
}

/** Within single quotes nothing has a meaning, in all three shells. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
