import type { AccountRecord } from '../accounts.ts';

let made = 0;

/** Another account of this browser, Ana's in a tenant. */
export function newAccount(): AccountRecord {
  made += 1;
  return {
    key: `tenant:${made}`,
    tenant: { id: 'tenant', slug: 'tenant', name: 'Tenant' },
    person: { id: `${made}`, name: 'Ana', email: 'ana@example.org', role: 'agent' },
    cookie: String(made).padStart(16, '0'),
    attempt: null,
    usedAt: 0,
  };
}
