import { readFile } from 'node:fs/promises'
import type { HostUser } from './hostAccounts'

/** A file that the host application serves. */
export interface HostPage {
  readonly type: string
  body(): string
}

export interface DeskOptions {
  /** As they are when a page is asked for. */
  users(): readonly HostUser[]
  /** Origin of the app whose widget the desk embeds. */
  readonly appUrl: string
}

/** Id of the desk in the configuration of the app. */
export const deskApp = 'order-desk'

const orders = [
  ['SO-1041', 'Lindqvist & Sons', '€ 1,284.00', 'packed'],
  ['SO-1042', 'Café Marmalade', '€ 312.50', 'waiting'],
  ['SO-1043', '海港贸易', '€ 8,910.00', 'shipped'],
  ['SO-1044', 'Boulder Climbing', '€ 2,045.20', 'packed'],
  ['SO-1045', 'Atelier Nord', '€ 640.00', 'waiting'],
  ['SO-1046', 'Greenhouse 12', '€ 97.80', 'shipped'],
] as const

/** The pages of the order desk by their paths: a host application that embeds the chat as a widget. */
export async function readDesk({
  users,
  appUrl,
}: DeskOptions): Promise<ReadonlyMap<string, HostPage>> {
  const read = (name: string): Promise<string> =>
    readFile(new URL(`desk/${name}`, import.meta.url), 'utf8')
  const about = (): object => ({
    people: users().map(({ username, password, name }) => ({ username, password, name })),
    orders: orders.map(([id, customer, amount, state], index) => ({
      id,
      customer,
      amount,
      state,
      contact: users()[index % users().length]?.username ?? '',
    })),
    widget: { app: deskApp, script: `${appUrl}/widget.js`, frame: `${appUrl}/embed` },
  })
  const [html, css, js] = await Promise.all(['index.html', 'desk.css', 'desk.js'].map(read))
  return new Map([
    ['/', { type: 'text/html', body: () => html ?? '' }],
    ['/desk.css', { type: 'text/css', body: () => css ?? '' }],
    ['/desk.js', { type: 'text/javascript', body: () => js ?? '' }],
    ['/desk.json', { type: 'application/json', body: () => JSON.stringify(about()) }],
  ])
}

/** What the desk's pages may do: its own files, the loader, and the frame; nothing else (E13). */
export function deskPolicy(appUrl: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${appUrl}/widget.js`,
    "style-src 'self'",
    "connect-src 'self'",
    `frame-src ${appUrl}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
