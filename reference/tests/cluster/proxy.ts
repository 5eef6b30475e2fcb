// HAProxy before the instances: it asks each whether it is ready, and sends again what certainly never arrived.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { killProcess } from './programs.ts'

const toConfiguration = (port: string, instances: readonly string[]): string => `
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 45s
  timeout check 2s
  timeout http-keep-alive 30s
  retries 3
  retry-on conn-failure empty-response
  option redispatch 1

frontend public
  bind 127.0.0.1:${port}
  option forwardfor
  # A write whose answer did not come may have been done.
  http-request disable-l7-retry unless METH_GET
  http-after-response set-header Retry-After 1 if { status 502:504 } !{ res.hdr(Retry-After) -m found }
  default_backend api

backend api
  balance roundrobin
  option httpchk
  http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host health
  http-check expect status 200
  default-server check inter 300ms fall 2 rise 1
  http-response set-header X-Instance %s
${instances.map((each, index) => `  server instance${index} 127.0.0.1:${each}`).join('\n')}
`

/** Starts a proxy; whoever has it closes it. */
export async function openProxy(port: string, instances: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-proxy-'))
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, toConfiguration(port, instances))
  const child = spawn('haproxy', ['-q', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] })
  const url = `http://127.0.0.1:${port}`
  for (;;) {
    if (child.exitCode !== null) throw new Error(`HAProxy ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/livez`).catch(() => undefined)
    if (answer?.ok === true) break
    await wait(50)
  }
  return {
    url,
    async close(): Promise<void> {
      await killProcess(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
