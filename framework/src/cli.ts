// The entry `ninety/cli`: the command line, for programs that run it themselves.
export { runCli } from './tooling/cli/run-cli.ts'
export type { Terminal } from './tooling/cli/terminal.ts'
