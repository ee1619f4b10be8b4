import { gunzipSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import { stampAt } from '../../shared/clock/stamp.ts';
import type { Verdict } from '../../shared/protocol/push.ts';
import { accessTokenFor } from '../support/tokens.ts';
import type { NewPerson } from '../../sync-server/tenants/people.ts';
import type { Fleet, TestTenant } from './fleet.ts';

export type Json = Record<string, unknown>;

export interface Answer {
  status: number;
  json: any;
}

/** A device that speaks the protocol by hand, and may therefore say anything at all. */
export class RawClient {
  readonly fleet: Fleet;
  readonly tenant: TestTenant;
  readonly who: NewPerson;
  readonly replica = randomUUID();
  token = '';
  n = 0;
  lastUid: string | null = null;
  incarnation: string | null = null;

  constructor(fleet: Fleet, tenant: TestTenant, who: NewPerson) {
    this.fleet = fleet;
    this.tenant = tenant;
    this.who = who;
  }

  static async open(fleet: Fleet, tenant: TestTenant, who: NewPerson): Promise<RawClient> {
    const client = new RawClient(fleet, tenant, who);
    client.token = await accessTokenFor(fleet.sql, fleet.server.parts, tenant.id, who);
    const { json } = await client.post('/sync/replicas', { ...client.sender(), was: null });
    client.incarnation = json.incarnation;
    return client;
  }

  sender(): Json {
    return {
      protocol: 1,
      tenant: this.tenant.id,
      person: this.who.id,
      replica: this.replica,
      incarnation: this.incarnation,
      sentAt: Date.now(),
      left: 0,
      app: 'raw',
    };
  }

  /** The next mutation in order; `over` replaces what it likes. */
  next(name: string, args: unknown, over: Json = {}): Json & { uid: string; n: number } {
    const uid = (over['uid'] as string | undefined) ?? randomUUID();
    this.n += 1;
    const mutation = {
      n: this.n,
      uid,
      prev: this.lastUid,
      name,
      version: 1,
      args,
      at: Date.now(),
      s: stampAt(Date.now()),
      base: {},
      needs: [],
      echo: '',
      ...over,
    };
    this.lastUid = uid;
    return mutation;
  }

  /** Takes back the last `next` that the server did not take. */
  undo(n: number, lastUid: string | null): void {
    this.n = n;
    this.lastUid = lastUid;
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const response = await fetch(this.fleet.server.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', ...headers },
      body: text as BodyInit,
    });
    const answer = await response.text();
    return { status: response.status, json: answer.startsWith('{"line"') ? answer : JSON.parse(answer) };
  }

  async push(mutations: Json[], over: Json = {}): Promise<Answer> {
    return await this.post('/sync/push', { ...this.sender(), ...over, mutations });
  }

  /** Pushes one mutation and answers its verdict. */
  async do(name: string, args: unknown, over: Json = {}): Promise<Verdict & { uid: string }> {
    const sent = this.next(name, args, over);
    const { status, json } = await this.push([sent]);
    const verdict = json.verdicts?.[0] as Verdict | undefined;
    if (status !== 200 || !verdict) throw new Error(`no verdict: ${status} ${JSON.stringify(json)}`);
    return { ...verdict, uid: sent.uid };
  }

  /** Files a ticket and answers its id. */
  async file(title: string, over: Json = {}): Promise<string> {
    const id = randomUUID();
    const verdict = await this.do('ticket.create', { ...newTicketArgs(id, this.who.id), title, ...over });
    if (verdict.status !== 'applied') throw new Error(`not filed: ${verdict.code}`);
    return id;
  }
}

export function newTicketArgs(id: string, requesterId: string): Json {
  return {
    id,
    number: null,
    title: 'The gate does not open',
    description: '',
    priority: 'medium',
    categoryId: null,
    requesterId,
    assigneeId: null,
    teamId: null,
    place: null,
  };
}

/** The text of a request, packed or not. */
export function textOf(init: RequestInit | undefined): string | undefined {
  const body = init?.body;
  if (body instanceof ArrayBuffer) return gunzipSync(Buffer.from(body)).toString();
  return typeof body === 'string' ? body : undefined;
}
